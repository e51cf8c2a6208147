import { type Chat, type LanguageProviderName, languageProviderNames } from "../config/chat.ts";
import type { LanguageModel, LanguageService } from "./types.ts";

type Load = (service: LanguageService, fetchFn: typeof fetch) => Promise<LanguageModel>;

/** One entry a provider. Each adapter is loaded when it is first used: a request that asks no model pays for no SDK. */
export const languageProviders: Record<LanguageProviderName, Load> = {
  openai: async (...args) => (await import("./openai/model.ts")).createOpenaiModel(...args),
  anthropic: async (...args) => (await import("./anthropic/model.ts")).createAnthropicModel(...args),
};

/** Gives a provider's model, another than the configured one where asked; undefined where the provider is not set up. */
export type FindModel = (name: string, model?: string) => Promise<LanguageModel> | undefined;

/** There is one adapter for each model, so that what it learnt about its service is kept. */
export function createLanguage({ services }: Chat, fetchFn: typeof fetch = fetch): FindModel {
  const loaded = new Map<string, Promise<LanguageModel>>();
  return (name, model) => {
    const provider = languageProviderNames.find((known) => known === name);
    const service = provider && services[provider];
    if (!service) return undefined;
    const asked = { ...service, model: model ?? service.model };
    const key = `${name} ${asked.model}`;
    const found = loaded.get(key) ?? languageProviders[provider](asked, fetchFn);
    // Callers name models as they please: what was learnt about the oldest is forgotten.
    if (loaded.size >= modelsKept) loaded.clear();
    loaded.set(key, found);
    return found;
  };
}

const modelsKept = 20;
