import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Exportable } from "../../../shared/export/exporters.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import { readTranscription } from "./read_transcription.ts";
import { segmentColumns } from "./schemas.ts";

/** A completed transcript with all that belongs to it. Throws `transcription_not_found`, `transcription_not_ready`. */
export async function readExportable(db: Database, caller: Caller, id: string): Promise<Exportable> {
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
    const segments = await tx<PlacedSegment[]>`
      select ${tx(segmentColumns)} from public.segments where transcription_id = ${id} order by position`;
    return { ...transcription, title: entry.title, text: transcription.text ?? "", segments };
  });
}
