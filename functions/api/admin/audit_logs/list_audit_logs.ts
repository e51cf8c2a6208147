import { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { createCursors } from "../../page.ts";
import { auditLogColumns, type AuditLogRow, type AuditLogsQuery } from "./schemas.ts";

export const auditLogCursors = createCursors("audit_logs", z.tuple([z.int()]));

/** What was done, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listAuditLogs(tx: Transaction, query: z.output<typeof AuditLogsQuery>): Query<AuditLogRow> {
  const { limit, cursor, actor_id, action, subject } = query;
  const after = auditLogCursors.read(cursor);
  return tx<AuditLogRow[]>`
    select ${tx(auditLogColumns)} from public.audit_logs
    where true ${after ? tx`and id < ${after[0]}` : tx``}
      ${actor_id ? tx`and actor_id = ${actor_id}` : tx``}
      ${action ? tx`and action = ${action}` : tx``}
      ${subject ? tx`and subject = ${subject}` : tx``}
    order by id desc
    limit ${limit + 1}`;
}
