import type { Chat } from "../config/chat.ts";
import { AppError } from "../errors.ts";

/** What a caller asks for beside the question. */
export type AnswerOptions = {
  provider?: string | undefined;
  model?: string | undefined;
  max_tokens?: number | undefined;
};

/** Whom to ask in turn, with which model where it is not the configured one, and how much goes in and out of each. */
export type Chosen = { order: string[]; model: string | undefined; contextTokens: number; outputTokens: number };

/** Room for an answer where nobody asks for another. */
const usualOutputTokens = 2000;

/**
 * The chat providers that may answer: the one that is named, alone; one where a model is named or a caller's own key is used,
 * as both belong to one; else all that are set up, in their order. Throws `provider_not_available`, `provider_key_missing`.
 */
export function chooseModels(chat: Chat, asked: AnswerOptions, hasOwnKey: boolean): Chosen {
  const candidates = hasOwnKey ? withOwnKey(chat, asked) : withOurKeys(chat, asked);
  const order = hasOwnKey || asked.model !== undefined ? candidates.slice(0, 1) : candidates;
  // Whoever takes over must have room for it too.
  const contextTokens = Math.min(...order.flatMap((name) => chat.services[name]?.contextTokens ?? []));
  const outputTokens = Math.min(asked.max_tokens ?? usualOutputTokens, Math.floor(contextTokens / 4));
  return { order, model: asked.model, contextTokens, outputTokens };
}

function withOurKeys({ order, services }: Chat, { provider }: AnswerOptions) {
  const named = nameOf({ services }, provider);
  if (named !== undefined && !order.includes(named)) throw keyMissing([named]);
  if (named !== undefined) return [named];
  if (provider === undefined && order.length > 0) return order;
  if (provider === undefined && Object.keys(services).length > 0) throw keyMissing(Object.keys(services));
  throw notAvailable(order);
}

function withOwnKey({ order, services }: Chat, { provider }: AnswerOptions) {
  const known = Object.keys(services) as Chat["order"];
  const named = nameOf({ services }, provider);
  if (named !== undefined) return [named];
  if (provider === undefined && known.length > 0) return [...order, ...known];
  throw notAvailable(known);
}

function nameOf({ services }: Pick<Chat, "services">, provider: string | undefined): Chat["order"][number] | undefined {
  return (Object.keys(services) as Chat["order"]).find((name) => name === provider);
}

function keyMissing(names: string[]): AppError {
  return new AppError("provider_key_missing", `Send your own key of ${names.join(" or ")} in 'X-Provider-Key'`);
}

function notAvailable(names: string[]): AppError {
  if (names.length === 0) {
    return new AppError(
      "provider_not_available",
      "No chat provider is set up here: ask the operator for CHAT_PROVIDERS",
    );
  }
  return new AppError("provider_not_available", `Name a chat provider that is set up here: ${names.join(", ")}`);
}
