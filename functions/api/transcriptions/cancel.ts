import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { readTranscription } from "./read_transcription.ts";
import { summaryColumns, type SummaryRow } from "./schemas.ts";

/**
 * queued | processing -> cancelled; one that is cancelled stays so. What a provider has of it is deleted there. Throws
 * `transcription_not_found`, `transcription_ended`.
 */
export async function cancelTranscription(db: Database, caller: Caller, id: string): Promise<SummaryRow> {
  return await db.asUser(caller, async (tx) => {
    const [cancelled] = await tx<SummaryRow[]>`
      update public.transcriptions set status = 'cancelled', ended_at = coalesce(ended_at, now())
      where id = ${id} and status in ('queued', 'processing', 'cancelled')
      returning ${tx(summaryColumns)}`;
    if (cancelled) return cancelled;
    const { status } = await readTranscription(tx, id);
    throw new AppError("transcription_ended", `The transcription is '${status}' already: there is nothing to cancel`);
  });
}
