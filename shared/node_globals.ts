// postgres.js uses the global that Node has; the platform's Deno 2.1 lacks it. Imported ahead of everything else.
import { Buffer } from "node:buffer";

(globalThis as { Buffer?: typeof Buffer }).Buffer ??= Buffer;
