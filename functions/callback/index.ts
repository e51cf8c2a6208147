import "../../shared/node_globals.ts";
import { boot } from "../../shared/boot.ts";
import { createCallback } from "./app.ts";

export default { fetch: createCallback(await boot("callback", Deno.env)).fetch };
