import type { LanguageService } from "../language/types.ts";
import { openAiUrl } from "./speech.ts";
import type { Variables } from "./variables.ts";

export const languageProviderNames = ["openai", "anthropic"] as const;
export type LanguageProviderName = (typeof languageProviderNames)[number];

export type Chat = {
  /** Whom we ask, and who takes over when one is down; nobody answers where it is empty. */
  order: LanguageProviderName[];
  /** Those whose model is named. */
  services: Partial<Record<LanguageProviderName, LanguageService>>;
};

/** The chat services that the variables describe. What is missing is added to `problems`. */
export function toChat(v: Variables, problems: string[]): Chat {
  const openAiAddress = v.CHAT_OPENAI_BASE_URL ?? v.OPENAI_BASE_URL ?? openAiUrl;
  const facts: Record<LanguageProviderName, Omit<LanguageService, "model"> & { model: string | undefined }> = {
    openai: {
      apiKey: v.CHAT_OPENAI_API_KEY ?? v.OPENAI_API_KEY,
      baseUrl: openAiAddress,
      model: v.CHAT_OPENAI_MODEL,
      contextTokens: v.CHAT_OPENAI_CONTEXT_TOKENS,
      // The newer format is OpenAI's own; what is compatible speaks the older one.
      wire: v.CHAT_OPENAI_WIRE ?? (openAiAddress === openAiUrl ? "responses" : "chat"),
    },
    anthropic: {
      apiKey: v.ANTHROPIC_API_KEY,
      baseUrl: v.ANTHROPIC_BASE_URL ?? "https://api.anthropic.com",
      model: v.ANTHROPIC_MODEL,
      contextTokens: v.ANTHROPIC_CONTEXT_TOKENS,
      wire: "chat",
    },
  };
  const keys = { openai: "OPENAI_API_KEY or CHAT_OPENAI_API_KEY", anthropic: "ANTHROPIC_API_KEY" };
  const models = { openai: "CHAT_OPENAI_MODEL", anthropic: "ANTHROPIC_MODEL" };
  const services: Chat["services"] = {};
  for (const name of languageProviderNames) {
    const { model, ...service } = facts[name];
    if (model) services[name] = { ...service, model };
    if (!(v.CHAT_PROVIDERS ?? []).includes(name)) continue;
    if (!model) problems.push(`CHAT_PROVIDERS names ${name}: set ${models[name]} to the model to use`);
    if (!service.apiKey) problems.push(`CHAT_PROVIDERS names ${name}: set ${keys[name]}`);
  }
  return { order: v.CHAT_PROVIDERS, services };
}
