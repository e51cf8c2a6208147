export type ProviderErrorCode =
  | "provider_unavailable"
  | "provider_unauthorized"
  | "provider_quota_exceeded"
  | "provider_rejected"
  | "provider_answer_invalid"
  | "provider_silent"
  | "provider_key_lost"
  | "prompt_too_long";

type Details = {
  cause?: unknown;
  /** Seconds that the provider asked us to wait. */
  retrySeconds?: number;
  /** The HTTP status that it answered. */
  status?: number;
  /** The work that it had accepted has ended with this. */
  ended?: boolean;
};

/** A call to a provider that went wrong. `retryable` alone decides whether the work is tried again. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: ProviderErrorCode;
  readonly retryable: boolean;
  /** Whether another provider may well do what this one did not: the fault is not with the audio or the request. */
  readonly handOver: boolean;
  /** Seconds that the provider asked us to wait. */
  readonly retrySeconds: number;
  /** The HTTP status that the provider answered, where it answered one. */
  readonly status: number | undefined;
  /** True where work that it had accepted ended with this: asking about it again tells the same. */
  readonly ended: boolean;

  constructor(code: ProviderErrorCode, message: string, details: Details = {}) {
    const { cause, retrySeconds = 0, status, ended = false } = details;
    super(message, { cause });
    this.code = code;
    this.retryable = code === "provider_unavailable";
    this.handOver = handedOver.has(code);
    this.retrySeconds = retrySeconds;
    this.status = status;
    this.ended = ended;
  }
}

const handedOver = new Set<ProviderErrorCode>([
  "provider_unavailable",
  "provider_unauthorized",
  "provider_quota_exceeded",
  "prompt_too_long",
]);

/** What a provider said of an error: its sentence, its own codes for it, the seconds to wait. */
export type Refusal = { said: string; codes?: string; retrySeconds?: number };

const retryableStatuses = new Set([408, 409, 425, 429]);

/**
 * An account that has run dry, in the words of those that do not answer 402 then: OpenAI's `insufficient_quota` (429),
 * AssemblyAI's "Your current account balance is negative" (400), Gemini's quotas by the day (429).
 */
const runDry =
  /insufficient[_ ](quota|funds|credits)|balance is negative|billing_(hard_limit_reached|not_active)|PerDay/i;

/** Gemini refuses a key with 400. Source: its error `API_KEY_INVALID`, google.api.ErrorReason. */
const badKey = /\bAPI_KEY_INVALID\b/;

/** Maps an HTTP status of a provider to what it means for the work. Nothing else decides that. */
export function errorOfStatus(provider: string, status: number, refusal: Refusal): ProviderError {
  const { said, codes = "", retrySeconds = 0 } = refusal;
  const error = (code: ProviderErrorCode) =>
    new ProviderError(code, `${provider} answered ${status}: ${withoutAddresses(said)}`, { status, retrySeconds });
  if (status === 402 || (status < 500 && runDry.test(`${codes} ${said}`))) return error("provider_quota_exceeded");
  if (retryableStatuses.has(status) || status >= 500) return error("provider_unavailable");
  if (status === 401 || status === 403 || badKey.test(codes)) return error("provider_unauthorized");
  return error("provider_rejected");
}

/** Words with which providers say that a piece of work failed through no fault of the audio. */
const ownFault =
  /server error|internal|unavailable|tim(ed|e)[ -]?out|try again|resubmit|too many|download|remote[ _](content|server)/i;

/** Maps the end of work that a provider had accepted and that came with no status: all there is are its words. */
export function errorOfOutcome(provider: string, { said, codes = "" }: Refusal): ProviderError {
  const code = ownFault.test(`${codes} ${said}`) ? "provider_unavailable" : "provider_rejected";
  return new ProviderError(code, `${provider} could not transcribe this: ${withoutAddresses(said)}`, { ended: true });
}

/** The error of an answer that cannot be read. */
export function answerInvalid(provider: string, cause?: unknown, expected = "a transcription"): ProviderError {
  const message = `${provider} answered with something that is not ${expected}`;
  return new ProviderError("provider_answer_invalid", message, { cause });
}

/** A signed address opens something, and providers quote the one that they could not fetch. */
export function withoutAddresses(said: string): string {
  return said.replace(/https?:\/\/\S+/gi, "[address]").slice(0, 500);
}
