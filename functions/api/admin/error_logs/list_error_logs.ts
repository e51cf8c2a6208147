import { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { createCursors } from "../../page.ts";
import { errorLogColumns, type ErrorLogRow, type ErrorLogsQuery } from "./schemas.ts";

export const errorLogCursors = createCursors("error_logs", z.tuple([z.int()]));

/** What went wrong, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listErrorLogs(tx: Transaction, query: z.output<typeof ErrorLogsQuery>): Query<ErrorLogRow> {
  const { limit, cursor, code, user_id, job_kind, request_id, created_after, created_before } = query;
  const after = errorLogCursors.read(cursor);
  return tx<ErrorLogRow[]>`
    select ${tx(errorLogColumns)} from public.error_logs
    where true ${after ? tx`and id < ${after[0]}` : tx``}
      ${code ? tx`and code = ${code}` : tx``}
      ${user_id ? tx`and user_id = ${user_id}` : tx``}
      ${job_kind ? tx`and job_kind = ${job_kind}` : tx``}
      ${request_id ? tx`and request_id = ${request_id}` : tx``}
      ${created_after ? tx`and created_at >= ${created_after}::timestamptz` : tx``}
      ${created_before ? tx`and created_at < ${created_before}::timestamptz` : tx``}
    order by id desc
    limit ${limit + 1}`;
}
