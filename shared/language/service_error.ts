import { withoutKey } from "../call_provider.ts";
import { errorOfStatus, ProviderError, withoutAddresses } from "../provider_error.ts";
import { readRetryAfter } from "../provider_refusal.ts";

/** What a service said of an error: with a status, or within a stream, where there is none any more. */
export type ServiceError = { status: number | undefined; said: string; codes: string; retryAfter?: string | null };

/**
 * A prompt that is too long, in the words of those that have no code for it: Anthropic, OpenAI, Groq, DeepSeek and vLLM, Gemini,
 * xAI, llama.cpp, Mistral, Moonshot. Source: their answers as quoted in public issues and in the pi-ai package (overflow.ts).
 */
const tooLong = new RegExp(
  [
    "context_length_exceeded|exceed_context_size",
    "prompt is too long|input length and `max_tokens` exceed",
    "exceeds? the context window|context window exceeds|exceeds the available context size",
    "maximum (context|prompt) length|model maximum context",
    "reduce the length of (the|your) (messages|prompt)",
    "input token count.*exceeds|exceeded model token limit",
  ].join("|"),
  "i",
);

/** Whether a prompt was refused for its length. */
export function isTooLong({ status, said, codes }: ServiceError): boolean {
  return status === 413 || codes.split(" ").includes("request_too_large") || tooLong.test(`${codes} ${said}`);
}

/** What errors within a stream are called, as the status that they would have been. Sources: the references of both. */
const statuses: Record<string, number> = {
  invalid_request_error: 400,
  invalid_prompt: 400,
  authentication_error: 401,
  invalid_api_key: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
};

/** Maps what a service said to what it means for the work. */
export function errorOfService(provider: string, error: ServiceError, apiKey: string): ProviderError {
  const { status, codes, retryAfter } = error;
  const refusal = withoutKey({ said: error.said, codes, retrySeconds: readRetryAfter(retryAfter) }, apiKey);
  if (isTooLong(error)) {
    const message = `${provider} finds the prompt too long: ${withoutAddresses(refusal.said)}`;
    return new ProviderError("prompt_too_long", message, status === undefined ? {} : { status });
  }
  if (status !== undefined) return errorOfStatus(provider, status, refusal);
  const known = codes.split(" ").map((code) => statuses[code] ?? Number(code)).find((code) => code >= 400);
  const { code } = errorOfStatus(provider, known ?? 500, refusal);
  return new ProviderError(code, `${provider} broke off: ${withoutAddresses(refusal.said)}`);
}
