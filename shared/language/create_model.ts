import { keyOf, lostConnection } from "../call_provider.ts";
import { answerInvalid, ProviderError } from "../provider_error.ts";
import { countPrompt } from "./count_tokens.ts";
import { errorOfService, type ServiceError } from "./service_error.ts";
import { createStoppable } from "./stoppable.ts";
import type { LanguageModel, LanguageService, Part, Prompt } from "./types.ts";
import { type Patience, patience as usualPatience, watchFetch } from "./watch_fetch.ts";

/** What one request is sent with. */
export type Connection = { apiKey: string; fetch: typeof fetch; signal: AbortSignal };

/** How one service differs from the others. */
export type Wire = {
  name: string;
  /** Asks once and yields what comes. Throws what its package throws; may end without an `end` where it was cut off. */
  ask(prompt: Prompt, connection: Connection): AsyncIterable<Part>;
  /** What the service said with an error that its package threw; undefined where it said nothing. */
  readError(error: unknown): ServiceError | undefined;
};

/** A model of a service: the same keys, limits, time-outs and errors, whatever its wire format. */
export function createModel(
  wire: Wire,
  service: LanguageService,
  fetchFn: typeof fetch,
  patience: Patience = usualPatience,
): LanguageModel {
  const { name, ask } = wire;
  async function* run(prompt: Prompt, own: string | undefined, signal: AbortSignal, stop: AbortController) {
    const apiKey = keyOf(name, service, own);
    demandRoom(name, service, prompt);
    const watched = watchFetch(fetchFn, name, patience, (error) => stop.abort(error));
    let isEmpty = true;
    try {
      signal.throwIfAborted();
      for await (const part of ask(prompt, { apiKey, fetch: watched.fetch, signal })) {
        if (part.type === "end" && part.finish === "stop" && isEmpty) throw answerInvalid(name, undefined, "an answer");
        isEmpty = false;
        yield part;
        if (part.type === "end") return;
      }
      throw lostConnection(name, undefined, signal);
    } catch (error) {
      throw asProviderError(wire, error, signal, apiKey);
    } finally {
      watched.end();
      stop.abort();
    }
  }
  return {
    name,
    model: service.model,
    contextTokens: service.contextTokens,
    stream: (prompt, { signal, apiKey }) =>
      createStoppable<Part>(signal, (stopped, stop) => run(prompt, apiKey, stopped, stop)),
  };
}

function demandRoom(name: string, { contextTokens }: LanguageService, prompt: Prompt) {
  const tokens = countPrompt(prompt);
  if (tokens + prompt.outputTokens <= contextTokens) return;
  const message =
    `The prompt is too long for ${name}: about ${tokens} tokens and ${prompt.outputTokens} for the answer, ` +
    `of ${contextTokens}. Ask about less`;
  throw new ProviderError("prompt_too_long", message);
}

function asProviderError({ name, readError }: Wire, error: unknown, signal: AbortSignal, apiKey: string): Error {
  // The packages have errors of their own for what was stopped; the reason says more.
  if (signal.aborted && signal.reason instanceof Error) return signal.reason;
  if (error instanceof ProviderError) return error;
  const said = readError(error);
  if (said) return errorOfService(name, said, apiKey);
  if (error instanceof SyntaxError) return answerInvalid(name, error, "an answer");
  return lostConnection(name, error, signal);
}
