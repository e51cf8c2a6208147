import { z } from "zod";
import { PageQuery } from "../../page.ts";
import type { RowOf } from "../../row_of.ts";

export const AuditLogsQuery = PageQuery.extend({
  actor_id: z.uuid().optional(),
  action: z.string().max(100).optional().describe("Such as `user.deleted`"),
  subject: z.string().max(300).optional(),
});

export const AuditLog = z.object({
  id: z.int(),
  actor_id: z.uuid().nullable().describe("Null is the operator, by a command or in the database"),
  action: z.string().describe("What was done to what, such as `user.deleted`"),
  subject: z.string().describe("The id or key of what it was done to"),
  detail: z.record(z.string(), z.unknown()),
  request_id: z.string().nullable(),
  created_at: z.iso.datetime(),
}).meta({ ref: "AuditLog" });

export const auditLogColumns = Object.keys(AuditLog.shape);
export type AuditLogRow = RowOf<typeof AuditLog>;
