import { AppError } from "../../shared/errors.ts";
import { redact } from "../../shared/redact.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import type { Failure } from "./queue.ts";

/** The lease ended and another worker may have the job. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The platform is about to end this worker. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";
}

/** Somebody else has not done their part yet: the job is to come back, and this attempt does not count. */
export class NotYet extends Error {
  override readonly name = "NotYet";
  constructor(readonly seconds: number) {
    super(`Come back in ${seconds} seconds`);
  }
}

/** What a failed job says of itself, on the row that its owner reads: a code, a sentence, never a secret. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProviderError) {
    const { code, retryable, retrySeconds } = error;
    return { code, retryable, retrySeconds, message: redact(error.message) };
  }
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, retryable: error.retryable, retrySeconds: 0 };
  }
  if (error instanceof OutOfTime) {
    return {
      code: "worker_out_of_time",
      message: "The work took longer than a worker lives",
      retryable: true,
      retrySeconds: 0,
    };
  }
  return { code: "internal_error", message: "Something went wrong on our side", retryable: true, retrySeconds: 0 };
}
