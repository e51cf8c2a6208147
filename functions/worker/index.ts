import "../../shared/node_globals.ts";
import { boot } from "../../shared/boot.ts";
import { createLanguage } from "../../shared/language/registry.ts";
import { createSpeech } from "../../shared/speech/registry.ts";
import { createStorage } from "../../shared/storage.ts";
import { createWorker } from "./app.ts";

const booted = await boot("worker", Deno.env);
const { config } = booted;
const worker = createWorker({
  ...booted,
  storage: createStorage(config),
  speech: createSpeech(config.speech),
  language: createLanguage(config.chat),
});

export default { fetch: worker.fetch };
