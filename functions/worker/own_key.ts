import type { Config } from "../../shared/config.ts";
import { handJob, holdJob, type Job } from "../../shared/jobs.ts";
import { findUnfinishedPiece } from "../../shared/pieces.ts";
import type { Run } from "../../shared/transcriptions.ts";
import type { Result, Work } from "./drain.ts";
import type { Effect } from "./queue.ts";

/**
 * Stores an effect. Where the run has its caller's own key, the next unfinished piece is then handed to the worker together
 * with the key: the queue may not hold it, so such pieces are done one after the other.
 */
export function goOnWithOwnKey(
  deps: { config: Config; fetch: typeof fetch },
  run: Run,
  { key }: Work,
  effect: Effect,
): Result {
  if (key === undefined) return effect;
  let next: Job | undefined;
  return {
    effect: async (tx) => {
      await effect(tx);
      const piece = await findUnfinishedPiece(tx, run.id);
      next = piece === undefined
        ? undefined
        : await holdJob(tx, "transcribe_piece", piece, deps.config.worker.leaseSeconds);
    },
    after: async () => {
      if (next) await handJob(deps, next, key);
    },
  };
}
