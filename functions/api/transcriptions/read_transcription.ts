import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { transcriptionColumns, type TranscriptionRow } from "./schemas.ts";

/** One transcription of the caller's. Throws `transcription_not_found`. */
export async function readTranscription(tx: Transaction, id: string): Promise<TranscriptionRow> {
  const [transcription] = await tx<TranscriptionRow[]>`
    select ${tx(transcriptionColumns)} from public.transcriptions where id = ${id}`;
  if (transcription) return transcription;
  throw new AppError("transcription_not_found", `You have no transcription '${id}': GET /transcriptions lists yours`);
}
