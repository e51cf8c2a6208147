import type { Config } from "../config.ts";
import type { Transcriber } from "./types.ts";

/** One line a provider. Each is loaded when it is first used: a request that transcribes nothing pays for no SDK. */
const transcribers: Record<Config["speech"]["provider"], (config: Config) => Promise<Transcriber>> = {
  openai: async (config) => (await import("./openai.ts")).createOpenAiTranscriber(config.speech.openai),
};

/** Gives the configured transcriber, the same one at every call, so that what it learnt about its service is kept. */
export function createSpeech(config: Config): () => Promise<Transcriber> {
  let transcriber: Promise<Transcriber> | undefined;
  return () => transcriber ??= transcribers[config.speech.provider](config);
}
