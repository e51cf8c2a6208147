import type { Log } from "../log.ts";
import { ProviderError } from "../provider_error.ts";
import type { FindModel } from "./registry.ts";
import { createStoppable } from "./stoppable.ts";
import type { LanguageModel, Part, Prompt } from "./types.ts";

/** Whom to ask, and in which order they take over. */
export type Language = { language: FindModel; order: readonly string[]; log: Log };

export type Ask = {
  signal: AbortSignal;
  /** The caller's own key. It belongs to one provider: the one that is named, else the first. */
  apiKey?: string | undefined;
  /** Asked alone. */
  provider?: string | undefined;
  /** A model of the first that is asked, instead of the configured one. */
  model?: string | undefined;
  /** Told whom we ask, each time before we do; the last one is who answers. */
  onAsk?: ((model: LanguageModel) => void) | undefined;
};

/**
 * Streams an answer. A provider that is down, refuses our key, is over its quota or takes less than the prompt hands over to
 * the next, as long as nothing has come of its answer. Stops at once when the consumer does or `signal` fires. Throws
 * `ProviderError`: one that is worth another try, where there is one, else the first.
 */
export function streamAnswer({ language, order, log }: Language, prompt: Prompt, ask: Ask): AsyncIterable<Part> {
  const { provider, apiKey, model: asked, onAsk } = ask;
  const names = provider !== undefined ? [provider] : apiKey !== undefined ? order.slice(0, 1) : order;

  async function* run(signal: AbortSignal): AsyncGenerator<Part, void> {
    const failures: ProviderError[] = [];
    for (const [index, name] of names.entries()) {
      let hasBegun = false;
      try {
        const model = await demandModel(language, name, index === 0 ? asked : undefined);
        onAsk?.(model);
        for await (const part of model.stream(prompt, { signal, apiKey })) {
          hasBegun = true;
          yield part;
        }
        return;
      } catch (error) {
        if (!(error instanceof ProviderError) || hasBegun) throw error;
        failures.push(error);
        const next = names[index + 1];
        if (!error.handOver || next === undefined) break;
        log.error("handed over", error, { from: name, to: next });
      }
    }
    throw failures.find(({ retryable }) => retryable) ?? failures[0] ?? notSetUp("No chat provider is");
  }
  return createStoppable(ask.signal, run);
}

async function demandModel(language: FindModel, name: string, model: string | undefined): Promise<LanguageModel> {
  const found = language(name, model);
  if (found) return await found;
  throw notSetUp(`${name} is not`);
}

function notSetUp(whoIs: string): ProviderError {
  return new ProviderError("provider_unavailable", `${whoIs} set up here`);
}
