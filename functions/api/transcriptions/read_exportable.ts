import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Exportable } from "../../../shared/export/exporters.ts";
import { useProofread } from "../documents/use_proofread.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import { readTranscription } from "./read_transcription.ts";
import { segmentColumns, type TranscriptionRow } from "./schemas.ts";

/**
 * A completed transcript with all that belongs to it, proofread where that is wanted. Throws `transcription_not_found`,
 * `transcription_not_ready`, `transcript_not_proofread`.
 */
export async function readExportable(
  tx: Transaction,
  id: string,
  { isProofread = false } = {},
): Promise<Exportable> {
  const transcription = demandCompleted(await readTranscription(tx, id));
  const [entry] = await tx<[{ title: string }]>`
    select title from public.entries where id = ${transcription.entry_id}`;
  const segments = await tx<PlacedSegment[]>`
    select ${tx(segmentColumns)} from public.segments where transcription_id = ${id} order by position`;
  const transcript = { ...transcription, title: entry.title, text: transcription.text ?? "", segments };
  return isProofread ? await useProofread(tx, transcript) : transcript;
}

/** A transcription whose transcript is there. Throws `transcription_not_ready`. */
export function demandCompleted<Row extends Pick<TranscriptionRow, "status">>(transcription: Row): Row {
  if (transcription.status === "completed") return transcription;
  throw new AppError(
    "transcription_not_ready",
    `The transcription is '${transcription.status}': wait until it is completed`,
  );
}
