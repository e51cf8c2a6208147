import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { type Exported, exporters } from "../../../shared/export/exporters.ts";
import type { TranscriptSegment } from "../../../shared/transcript.ts";
import { readTranscription } from "./read_transcription.ts";
import { segmentColumns } from "./schemas.ts";

/** Writes a completed transcript in a format. Throws `transcription_not_found`, `transcription_not_ready`, `export_needs_times`. */
export async function exportTranscript(
  db: Database,
  caller: Caller,
  id: string,
  format: keyof typeof exporters,
): Promise<Exported> {
  return await db.asUser(caller, async (tx) => {
    const transcription = await readTranscription(tx, id);
    if (transcription.status !== "completed") {
      throw new AppError(
        "transcription_not_ready",
        `The transcription is '${transcription.status}': wait until it is completed`,
      );
    }
    const [entry] = await tx<[{ title: string }]>`
      select title from public.entries where id = ${transcription.entry_id}`;
    const segments = await tx<TranscriptSegment[]>`
      select ${tx(segmentColumns)} from public.segments where transcription_id = ${id} order by position`;
    return exporters[format]({ ...transcription, title: entry.title, text: transcription.text ?? "", segments });
  });
}
