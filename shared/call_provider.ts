import type { z } from "zod";
import { answerInvalid, errorOfStatus, ProviderError, type Refusal } from "./provider_error.ts";
import { readRefusal } from "./provider_refusal.ts";
import type { Service } from "./speech/types.ts";

/** Who is called, with what. */
export type Connection = { provider: string; fetchFn: typeof fetch; apiKey: string; signal: AbortSignal };

/**
 * Sends one request and reads the whole answer. Throws `ProviderError` where there is none or its status is no success;
 * where the signal was aborted, its reason.
 */
export async function callProvider(connection: Connection, url: string, init: RequestInit) {
  const { provider, fetchFn, apiKey, signal } = connection;
  try {
    const response = await fetchFn(url, { ...init, signal });
    const body = await response.text();
    if (response.ok) return { headers: response.headers, body };
    throw errorOfStatus(provider, response.status, withoutKey(readRefusal(body, response.headers), apiKey));
  } catch (error) {
    throw error instanceof ProviderError ? error : lostConnection(provider, error, signal);
  }
}

/** What a call that got no answer ends with: the reason of whoever stopped it, or that the provider is out of reach. */
export function lostConnection(provider: string, cause: unknown, signal: AbortSignal): Error {
  if (signal.aborted && signal.reason instanceof Error) return signal.reason;
  // The cause names the address, which may hold a token.
  return new ProviderError("provider_unavailable", `${provider} could not be reached, or hung up`, { cause });
}

/** Reads JSON. Throws `provider_answer_invalid` where it is none, or not of this shape. */
export function readJson<T>(provider: string, shape: z.ZodType<T>, body: string): T {
  try {
    return shape.parse(JSON.parse(body));
  } catch (cause) {
    throw answerInvalid(provider, cause);
  }
}

/** The caller's key, else ours. Throws `provider_unauthorized` where there is neither. */
export function keyOf(provider: string, { apiKey }: Service, own?: string): string {
  const key = own ?? apiKey;
  if (key) return key;
  const message = `There is no key for ${provider}: send one of your own, or choose another provider`;
  throw new ProviderError("provider_unauthorized", message);
}

/** A service may repeat the key that it refuses. */
export function withoutKey(refusal: Refusal, apiKey: string): Refusal {
  return { ...refusal, said: refusal.said.replaceAll(apiKey, "[redacted]") };
}
