import type { Query, Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { transcriptionColumns, type TranscriptionRow } from "./schemas.ts";

/** Asks for one transcription of the caller's. */
export function selectTranscription(tx: Transaction, id: string): Query<TranscriptionRow> {
  return tx<TranscriptionRow[]>`select ${tx(transcriptionColumns)} from public.transcriptions where id = ${id}`;
}

/** The transcription that was found. What is not yours is not there: both throw `transcription_not_found`. */
export function demandTranscription([transcription]: readonly TranscriptionRow[], id: string): TranscriptionRow {
  if (transcription) return transcription;
  throw new AppError("transcription_not_found", `You have no transcription '${id}': GET /transcriptions lists yours`);
}

/** One transcription of the caller's, within a longer transaction. Throws `transcription_not_found`. */
export async function readTranscription(tx: Transaction, id: string): Promise<TranscriptionRow> {
  return demandTranscription(await selectTranscription(tx, id), id);
}
