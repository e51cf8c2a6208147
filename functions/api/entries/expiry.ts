import { z } from "zod";

const secondsOf = new Map([["", 1], ["s", 1], ["m", 60], ["h", 60 * 60], ["d", 24 * 60 * 60]]);
const leastSeconds = 60;
const mostSeconds = 10 * 365 * 24 * 60 * 60;

/** Seconds of a time that is given as such (3600, "3600") or with a unit ("30m", "12h", "7d"); undefined where it is none. */
export function parseDuration(duration: string | number): number | undefined {
  const [, count, unit = ""] = /^(\d{1,9})([smhd]?)$/.exec(String(duration).trim()) ?? [];
  return count === undefined ? undefined : Number(count) * (secondsOf.get(unit) ?? NaN);
}

/** How long an entry is to be kept, in a request. It comes out as seconds. */
export const ExpiresIn = z.union([z.number(), z.string()]).transform((duration, context) => {
  const seconds = parseDuration(duration) ?? NaN;
  if (seconds >= leastSeconds && seconds <= mostSeconds) return seconds;
  const message = "Must be seconds, or like '30m', '12h' or '7d': from 60 seconds to 10 years";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}).describe("How long it is kept: seconds, or like '30m', '12h', '7d'; what the operator says, where absent");

/** The column that says so: null is for ever; without one the operator's default holds. */
export function expiryOf(expires_in: number | null | undefined): { expires_at?: Date | null } {
  if (expires_in === undefined) return {};
  return { expires_at: expires_in === null ? null : new Date(Date.now() + expires_in * 1000) };
}
