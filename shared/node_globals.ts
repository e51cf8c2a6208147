// postgres.js takes Node's globals for granted, and the platform's Deno 2.1 lacks these. Imported ahead of everything else.
import { Buffer } from "node:buffer";
import { clearImmediate, setImmediate } from "node:timers";

const globals: Record<string, unknown> = globalThis;
for (const [name, value] of Object.entries({ Buffer, setImmediate, clearImmediate })) globals[name] ??= value;
