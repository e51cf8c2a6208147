import type { Query, Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { transcriptionColumns, type TranscriptionRow } from "./schemas.ts";

/** Asks for one transcription that the role sees; with `hold` nobody else changes it before the transaction ends. */
export function selectTranscription<Row extends TranscriptionRow = TranscriptionRow>(
  tx: Transaction,
  id: string,
  { hold = false, columns = transcriptionColumns } = {},
): Query<Row> {
  return tx<Row[]>`
    select ${tx(columns)} from public.transcriptions where id = ${id}
    ${hold ? tx`for no key update` : tx``}`;
}

/** What was found of a transcription. What is not yours is not there: both throw `transcription_not_found`. */
export function demandTranscription<Row>([transcription]: readonly Row[], id: string): Row {
  if (transcription) return transcription;
  throw new AppError("transcription_not_found", `You have no transcription '${id}': GET /transcriptions lists yours`);
}

/** One transcription of the caller's, within a longer transaction. Throws `transcription_not_found`. */
export async function readTranscription(tx: Transaction, id: string): Promise<TranscriptionRow> {
  return demandTranscription(await selectTranscription(tx, id), id);
}
