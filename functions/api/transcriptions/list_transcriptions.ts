import type { z } from "zod";
import type { Query, Transaction } from "../../../shared/db.ts";
import { NewestFirstKey, readCursor } from "../page.ts";
import { summaryColumns, type SummaryRow, type TranscriptionsQuery } from "./schemas.ts";

/** The caller's transcriptions, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listTranscriptions(
  tx: Transaction,
  { limit, cursor, status, entry_id }: z.output<typeof TranscriptionsQuery>,
): Query<SummaryRow> {
  const after = readCursor(cursor, NewestFirstKey);
  return tx<SummaryRow[]>`
    select ${tx(summaryColumns)} from public.transcriptions
    where true ${after ? tx`and (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx``}
      ${status ? tx`and status = ${status}` : tx``}
      ${entry_id ? tx`and entry_id = ${entry_id}` : tx``}
    order by created_at desc, id desc
    limit ${limit + 1}`;
}
