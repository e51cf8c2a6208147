import "../../shared/node_globals.ts";
import { createVerifier } from "../../shared/auth.ts";
import { parseConfig } from "../../shared/config.ts";
import { connectDatabase } from "../../shared/db.ts";
import { createLanguage } from "../../shared/language/registry.ts";
import { createLog } from "../../shared/log.ts";
import { logUncaught } from "../../shared/log_uncaught.ts";
import { createStorage } from "../../shared/storage.ts";
import { createApi } from "./app.ts";

declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined;

const config = parseConfig(Deno.env);
const log = createLog(console.log, { function: "api" });
logUncaught(log);
const api = createApi({
  config,
  db: connectDatabase(config.databaseUrl, { ca: config.databaseCa, log }),
  storage: createStorage(config),
  verifyUser: createVerifier(config),
  log,
  fetch,
  language: createLanguage(config.chat),
  waitUntil: (work) => typeof EdgeRuntime === "undefined" ? undefined : EdgeRuntime.waitUntil(work),
});

export default { fetch: api.fetch };
