import { AppError } from "../../../shared/errors.ts";
import type { ApiCaller } from "../deps.ts";

/** How a limit stands, as `private.limit_state` tells it. `retry_at` is set where it has just refused something. */
export type Limit = {
  name: keyof typeof refusals;
  /** Submissions or requests, but for `monthly_audio_seconds`. */
  allowance: number;
  remaining: number;
  /** When the whole allowance is there again. */
  resets_at: Date;
  retry_at: Date | null;
};

const refusals = {
  requests_per_minute: (limit: Limit) => `You may change something ${limit.allowance} times a minute`,
  address_requests_per_minute: (limit: Limit) => `Your network may change something ${limit.allowance} times a minute`,
  submissions_per_minute: (limit: Limit) => `You may ask for ${limit.allowance} transcriptions a minute`,
  address_submissions_per_minute: (limit: Limit) =>
    `Your network may ask for ${limit.allowance} transcriptions a minute`,
  submissions_per_day: (limit: Limit) => `You may ask for ${limit.allowance} transcriptions a day`,
  monthly_audio_seconds: (limit: Limit) =>
    `Of this month's ${limit.allowance} seconds of audio ${limit.remaining} are left, and this is longer`,
};

/**
 * Notes how limits stand, for the headers of the answer. Throws `rate_limited`, `daily_limit_reached` or `quota_reached`
 * where one of them has refused; what was counted with it must then be rolled back.
 */
export function noteLimits(caller: ApiCaller, limits: readonly Limit[]): void {
  const refused = limits.find(({ retry_at }) => retry_at !== null);
  for (const limit of refused ? [refused] : limits) {
    // The headers speak of requests, not of seconds.
    if (limit.name !== "monthly_audio_seconds") caller.limits.set(limit.name, limit);
  }
  if (refused) throw refusalOf(refused, refused.retry_at ?? refused.resets_at);
}

/** The problem that a limit is reached, and when to come back. */
export function refusalOf(limit: Limit, retryAt: Date): AppError {
  const reason = refusals[limit.name](limit);
  const retrySeconds = Math.max(1, Math.ceil((retryAt.getTime() - Date.now()) / 1000));
  const at = retryAt.toISOString().replace(/\.\d+Z$/, "Z");
  if (limit.name === "submissions_per_day") {
    return new AppError("daily_limit_reached", `${reason}: go on after ${at}`, { retrySeconds });
  }
  if (limit.name === "monthly_audio_seconds") {
    return new AppError("quota_reached", `${reason}: send less, or go on after ${at}`, { retrySeconds });
  }
  return new AppError("rate_limited", `${reason}: go on in ${retrySeconds} s`, { retrySeconds });
}

/** The limit that is reached first: the one with the least left. */
export function tightestOf(limits: Iterable<Limit>): Limit | undefined {
  return [...limits].sort((a, b) => a.remaining - b.remaining || b.resets_at.getTime() - a.resets_at.getTime())[0];
}
