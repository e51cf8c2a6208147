import { z } from "zod";
import { AppError } from "./errors.ts";

/** Seconds, or `mm:ss`, or `hh:mm:ss`, with up to three decimals. */
const form = /^(?:(?:(\d{1,3}):)?([0-5]?\d):)?(\d{1,6}(?:\.\d{1,3})?)$/;

/** Milliseconds of a time that is given as seconds (5, "5.25"), `mm:ss` or `hh:mm:ss.mmm`; undefined where it is none. */
export function parseTime(time: string | number): number | undefined {
  if (typeof time === "number") return Number.isFinite(time) && time >= 0 ? Math.round(time * 1000) : undefined;
  const parts = form.exec(time.trim());
  if (!parts) return undefined;
  const [, hours, minutes, seconds] = parts;
  if (minutes !== undefined && Number(seconds) >= 60) return undefined;
  return Math.round((Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds)) * 1000);
}

/** A time in a request. It comes out as milliseconds. */
export const Time = z.union([z.number(), z.string()]).transform((time, context) => {
  const milliseconds = parseTime(time);
  // The columns hold 32 bits; no recording comes near.
  if (milliseconds !== undefined && milliseconds < 2 ** 31) return milliseconds;
  context.addIssue({ code: "custom", message: "Must be seconds, 'mm:ss' or 'hh:mm:ss.mmm'" });
  return z.NEVER;
});

/** The fields of a request that ask for a part of the audio. */
export const clipFields = {
  start: Time.optional().describe("Where to begin: seconds, 'mm:ss' or 'hh:mm:ss.mmm'"),
  end: Time.optional().describe("Where to end"),
};

/** Says what is wrong where an end does not come after its start. */
export function checkClip(
  { start, end }: { start?: number | undefined; end?: number | undefined },
): string | undefined {
  return end !== undefined && end <= (start ?? 0) ? "'end' must come after 'start'" : undefined;
}

/** Durations are rounded by those who read them off a player. */
const toleranceMs = 1000;

/** That a clip lies within audio of `durationMs`. Throws `clip_out_of_range`. */
export function demandWithin(clip: { startMs: number | null; endMs: number | null }, durationMs: number): void {
  const { startMs, endMs } = clip;
  if ((startMs ?? 0) < durationMs && (endMs ?? 0) <= durationMs + toleranceMs) return;
  throw new AppError("clip_out_of_range", `The audio lasts ${durationMs / 1000} seconds: choose a clip within it`);
}
