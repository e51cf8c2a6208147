import type { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { listNewestFirst } from "../../transcriptions/list_transcriptions.ts";
import { selectTranscription } from "../../transcriptions/read_transcription.ts";
import {
  type AllTranscriptionsQuery,
  ownedSummaryColumns,
  type OwnedSummaryRow,
  ownedTranscriptionColumns,
  type OwnedTranscriptionRow,
} from "./schemas.ts";

/** Everybody's transcriptions, or those of one user, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listOwnedTranscriptions(
  tx: Transaction,
  { user_id, ...query }: z.output<typeof AllTranscriptionsQuery>,
): Query<OwnedSummaryRow> {
  const source = user_id
    ? tx`(select * from public.transcriptions where user_id = ${user_id})`
    : tx`public.transcriptions`;
  return listNewestFirst<OwnedSummaryRow>(tx, source, ownedSummaryColumns, query);
}

/** A transcription of whomever, with its text. Throws `transcription_not_found`. */
export async function readOwnedTranscription(tx: Transaction, id: string): Promise<OwnedTranscriptionRow> {
  return demand(await selectTranscription<OwnedTranscriptionRow>(tx, id, { columns: ownedTranscriptionColumns }), id);
}

/** Whose it is. Throws `transcription_not_found`. */
export async function readOwner(tx: Transaction, id: string): Promise<string> {
  const found = await tx<{ user_id: string }[]>`select user_id from public.transcriptions where id = ${id}`;
  return demand(found, id).user_id;
}

/** Deletes a transcription of whomever, here and at its provider, and tells whose it was. Throws `transcription_not_found`. */
export async function deleteOwnedTranscription(tx: Transaction, id: string): Promise<string> {
  const deleted = await tx<{ user_id: string }[]>`
    delete from public.transcriptions where id = ${id} returning user_id`;
  return demand(deleted, id).user_id;
}

function demand<Row>([transcription]: readonly Row[], id: string): Row {
  if (transcription) return transcription;
  throw new AppError(
    "transcription_not_found",
    `There is no transcription '${id}': GET /admin/transcriptions lists those of all users`,
  );
}
