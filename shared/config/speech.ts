import type { Service } from "../speech/types.ts";
import type { Variables } from "./variables.ts";

export const providerNames = ["openai", "assemblyai", "deepgram", "gemini"] as const;
export type ProviderName = (typeof providerNames)[number];

export type Speech = {
  /** Whom we ask, and who takes over when one is down. The others work with a caller's own key. */
  order: ProviderName[];
  /** Those whose model is named. */
  services: Partial<Record<ProviderName, Service>>;
  /** How long a provider that answers later may be silent before it is asked, or asked again. */
  pollSeconds: number;
};

export const openAiUrl = "https://api.openai.com/v1";

/** The speech providers that the variables describe. What is missing is added to `problems`. */
export function toSpeech(v: Variables, problems: string[]): Speech {
  const facts: Record<ProviderName, Omit<Service, "model"> & { model: string | undefined }> = {
    openai: {
      apiKey: v.SPEECH_OPENAI_API_KEY ?? v.OPENAI_API_KEY,
      baseUrl: v.SPEECH_OPENAI_BASE_URL ?? v.OPENAI_BASE_URL ?? openAiUrl,
      model: v.SPEECH_OPENAI_MODEL,
    },
    assemblyai: {
      apiKey: v.ASSEMBLYAI_API_KEY,
      baseUrl: v.ASSEMBLYAI_BASE_URL ?? "https://api.assemblyai.com",
      model: v.ASSEMBLYAI_MODEL,
    },
    deepgram: {
      apiKey: v.DEEPGRAM_API_KEY,
      baseUrl: v.DEEPGRAM_BASE_URL ?? "https://api.deepgram.com",
      model: v.DEEPGRAM_MODEL,
    },
    gemini: {
      apiKey: v.GEMINI_API_KEY,
      baseUrl: v.GEMINI_BASE_URL ?? "https://generativelanguage.googleapis.com",
      model: v.GEMINI_MODEL,
    },
  };
  const services: Speech["services"] = {};
  for (const name of providerNames) {
    const { model, ...service } = facts[name];
    const prefix = name === "openai" ? "SPEECH_OPENAI" : name.toUpperCase();
    const keys = name === "openai" ? "OPENAI_API_KEY or SPEECH_OPENAI_API_KEY" : `${prefix}_API_KEY`;
    if (model) services[name] = { ...service, model };
    if (!(v.SPEECH_PROVIDERS ?? []).includes(name)) continue;
    if (!model) problems.push(`SPEECH_PROVIDERS names ${name}: set ${prefix}_MODEL to the model to use`);
    if (!service.apiKey) problems.push(`SPEECH_PROVIDERS names ${name}: set ${keys}`);
  }
  return { order: v.SPEECH_PROVIDERS, services, pollSeconds: v.PROVIDER_POLL_SECONDS };
}
