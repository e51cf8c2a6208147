export type ProviderErrorCode =
  | "provider_unavailable"
  | "provider_unauthorized"
  | "provider_rejected"
  | "provider_answer_invalid";

/** A call to a provider that went wrong. `retryable` alone decides whether the work is tried again. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: ProviderErrorCode;
  readonly retryable: boolean;
  /** Seconds that the provider asked us to wait. */
  readonly retrySeconds: number;

  constructor(code: ProviderErrorCode, message: string, options: { cause?: unknown; retrySeconds?: number } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = code === "provider_unavailable";
    this.retrySeconds = options.retrySeconds ?? 0;
  }
}

const retryableStatuses = new Set([408, 409, 425, 429]);

/** Maps an HTTP status of a provider to what it means for the work. `said` is the provider's own sentence. */
export function errorOfStatus(provider: string, status: number, said: string, retrySeconds = 0): ProviderError {
  const message = `${provider} answered ${status}: ${said}`;
  if (retryableStatuses.has(status) || status >= 500) {
    return new ProviderError("provider_unavailable", message, { retrySeconds });
  }
  if (status === 401 || status === 403) return new ProviderError("provider_unauthorized", message);
  return new ProviderError("provider_rejected", message);
}
