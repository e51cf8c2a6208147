import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { transcribingPaused } from "../../../shared/transcribing_paused.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { isSentAgain } from "../openai/run_ids.ts";
import { hashClientAddress } from "./client_address.ts";
import { type Limit, noteLimits, refusalOf, tightestOf } from "./limit.ts";

/** Methods that change nothing. */
export const reading = ["GET", "HEAD", "OPTIONS"];
/** Where transcriptions are asked for, so that every answer tells how many may be. */
const submissionRoutes = ["/api/transcriptions", "/api/entries/:id/transcriptions", "/api/v1/audio/transcriptions"];

/**
 * Counts what changes something, by user and by network address, before anything else is done. Reads are not counted: they
 * are one indexed query under row-level security, and counting would cost them a write. Throws `rate_limited`.
 */
export function limitRequests({ config, db }: Pick<ApiDeps, "config" | "db">): MiddlewareHandler<UserEnv> {
  return async (c, next) => {
    if (reading.includes(c.req.method)) return await next();
    const caller = c.get("caller");
    caller.address = await hashClientAddress(config.secretKey, c.req.header(config.clientAddressHeader));
    const isSubmission = c.req.method === "POST" && submissionRoutes.includes(routePath(c, -1));
    const limits = await db.asUser(
      caller,
      (tx) =>
        tx<(Limit & { paused_because: string | null })[]>`
          select *, case when ${isSubmission} then private.why_paused() end as paused_because
          from private.count_request(${caller.address ?? null}, ${isSubmission})`,
    );
    caller.pausedBecause = limits[0]?.paused_because ?? null;
    noteLimits(caller, limits);
    await next();
  };
}

/**
 * Refuses a submission before its file is read and stored, where nothing is transcribed for now or its day is used up; unless
 * it comes again, and so may have been accepted and counted. Whether it is to be is for the insert itself, and for
 * `countSubmission`. Throws `transcribing_paused`, `daily_limit_reached`.
 */
export const refuseEarly: MiddlewareHandler<UserEnv> = async (c, next) => {
  const { limits, heldKey, pausedBecause } = c.get("caller");
  if (pausedBecause !== null && !isSentAgain(c.req)) throw transcribingPaused(pausedBecause);
  const day = limits.get("submissions_per_day");
  if (day?.remaining === 0 && !heldKey && !isSentAgain(c.req)) throw refusalOf(day, day.resets_at);
  await next();
};

/**
 * Says in `X-RateLimit-*` how the tightest limit stands, whatever the answer is. `Reset` is a moment in seconds of the epoch.
 * Source of the form: GitHub docs, "Rate limits for the REST API".
 */
export const showLimits: MiddlewareHandler<UserEnv> = async (c, next) => {
  await next();
  const limit = tightestOf(c.get("caller").limits.values());
  if (!limit) return;
  c.header("x-ratelimit-limit", String(limit.allowance));
  c.header("x-ratelimit-remaining", String(limit.remaining));
  c.header("x-ratelimit-reset", String(Math.ceil(limit.resets_at.getTime() / 1000)));
};
