import type { Transaction } from "../../../shared/db.ts";
import type { ApiCaller } from "../deps.ts";
import { type Limit, noteLimits } from "./limit.ts";

/**
 * Counts a submission in the transaction that adds it, just before the insert: what is rolled back was not counted, and
 * concurrent submissions of one user wait for each other. `durationMs` of the audio is null where nobody knows it yet; the
 * clip says which part is to be transcribed. Throws `daily_limit_reached`, `rate_limited`, `quota_reached`; the
 * transaction must then end.
 */
export async function countSubmission(
  tx: Transaction,
  caller: ApiCaller,
  { durationMs, clip }: { durationMs: number | null; clip: { startMs: number | null; endMs: number | null } },
): Promise<void> {
  const end = Math.min(clip.endMs ?? Infinity, durationMs ?? Infinity);
  const audioMs = Number.isFinite(end) ? Math.max(0, end - (clip.startMs ?? 0)) : null;
  const limits = await tx<Limit[]>`select * from private.count_submission(${caller.address ?? null}, ${audioMs})`;
  noteLimits(caller, limits);
}
