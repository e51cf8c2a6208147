import { type ProviderName, providerNames, type Speech as SpeechConfig } from "../config/speech.ts";
import { assemblyaiAbilities } from "./assemblyai/abilities.ts";
import { deepgramAbilities } from "./deepgram/abilities.ts";
import { geminiAbilities } from "./gemini/abilities.ts";
import { openaiAbilities } from "./openai/abilities.ts";
import type { Provider, Transcriber } from "./types.ts";

/** One entry a provider. Each adapter is loaded when it is first used: a request that transcribes nothing pays for no SDK. */
export const providers: Record<ProviderName, Provider> = {
  openai: {
    abilitiesOf: openaiAbilities,
    load: async (...args) => (await import("./openai/transcriber.ts")).createOpenaiTranscriber(...args),
  },
  assemblyai: {
    abilitiesOf: assemblyaiAbilities,
    load: async (...args) => (await import("./assemblyai/transcriber.ts")).createAssemblyaiTranscriber(...args),
  },
  deepgram: {
    abilitiesOf: deepgramAbilities,
    load: async (...args) => (await import("./deepgram/transcriber.ts")).createDeepgramTranscriber(...args),
  },
  gemini: {
    abilitiesOf: geminiAbilities,
    load: async (...args) => (await import("./gemini/transcriber.ts")).createGeminiTranscriber(...args),
  },
};

/** Gives a provider's transcriber, with another model than the configured one where asked; undefined where it is not set up. */
export type FindTranscriber = (name: string, model?: string) => Promise<Transcriber> | undefined;

/** A provider has one transcriber for each model, so that what it learnt about its service is kept. */
export function createSpeech({ services }: SpeechConfig, fetchFn: typeof fetch = fetch): FindTranscriber {
  const loaded = new Map<string, Promise<Transcriber>>();
  return (name, model) => {
    const provider = providerNames.find((known) => known === name);
    const service = provider && services[provider];
    if (!service) return undefined;
    const key = `${name} ${model ?? service.model}`;
    const transcriber = loaded.get(key) ??
      providers[provider].load({ ...service, model: model ?? service.model }, fetchFn);
    // Callers name models as they please: what was learnt about the oldest is forgotten.
    if (loaded.size >= transcribersKept) loaded.clear();
    loaded.set(key, transcriber);
    return transcriber;
  };
}

const transcribersKept = 20;
