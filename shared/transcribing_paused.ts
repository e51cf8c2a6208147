import { AppError } from "./errors.ts";

/** When to ask again: longer than SDKs wait by themselves, so that they tell their users at once. */
const retrySeconds = 300;

/** The problem that nothing new is transcribed, with the reason that `private.why_paused()` gives. */
export function transcribingPaused(reason: string, options: { cause?: unknown } = {}): AppError {
  return new AppError("transcribing_paused", `Nothing new is transcribed for now: ${reason}`, {
    ...options,
    retrySeconds,
  });
}
