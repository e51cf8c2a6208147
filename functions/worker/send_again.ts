import type { Database } from "../../shared/db.ts";
import type { ProviderError } from "../../shared/provider_error.ts";
import { countLost, type Dispatch, loseDispatch, type Subject } from "../../shared/dispatches.ts";
import { handOver } from "../../shared/transcriptions.ts";
import { NotYet } from "./failure.ts";
import type { Effect } from "./queue.ts";

/** How often the same audio is sent to providers that take it and make nothing of it. */
const dispatchesPerAudio = 3;

/**
 * What sends audio again of which a dispatch came to nothing: to the next of the fallbacks, else to the same provider.
 * Throws `reason` where that would not help, or has been tried often enough.
 */
export async function sendAgain(
  db: Database,
  dispatch: Dispatch,
  subject: Subject,
  reason: ProviderError,
): Promise<Effect> {
  const { run, piece } = subject;
  const [kind, subjectId] = piece ? ["transcribe_piece", piece.id] : ["transcribe", run.id];
  const { lost, isBusy } = await db.asService(async (tx) => {
    const [{ busy }] = await tx<[{ busy: boolean }]>`
      select exists (
        select from private.jobs
        where kind = ${kind} and subject_id = ${subjectId} and state in ('queued', 'running')
      ) as busy`;
    return { lost: await countLost(tx, subject), isBusy: busy };
  });
  const helps = reason.code === "provider_silent" || reason.handOver;
  if (!helps || lost + 1 >= dispatchesPerAudio) throw reason;
  // The provider was quicker than the job that called it, which has its own word to write first.
  if (isBusy) throw new NotYet(1);
  return async (tx) => {
    await loseDispatch(tx, dispatch.id);
    await handOver(tx, run);
    await tx`select private.enqueue_jobs(${kind}, array[${subjectId}::uuid])`;
  };
}
