import "../../shared/node_globals.ts";
import { parseConfig } from "../../shared/config.ts";
import { connectDatabase } from "../../shared/db.ts";
import { createLanguage } from "../../shared/language/registry.ts";
import { createLog } from "../../shared/log.ts";
import { logUncaught } from "../../shared/log_uncaught.ts";
import { createSpeech } from "../../shared/speech/registry.ts";
import { createStorage } from "../../shared/storage.ts";
import { createWorker } from "./app.ts";

declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined;

const config = parseConfig(Deno.env);
const log = createLog(console.log, { function: "worker" });
logUncaught(log);
const worker = createWorker({
  config,
  db: connectDatabase(config.databaseUrl, { ca: config.databaseCa, log }),
  storage: createStorage(config),
  speech: createSpeech(config.speech),
  language: createLanguage(config.chat),
  log,
  fetch,
  waitUntil: (work) => typeof EdgeRuntime === "undefined" ? undefined : EdgeRuntime.waitUntil(work),
});

export default { fetch: worker.fetch };
