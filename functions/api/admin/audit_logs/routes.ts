import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { auditLogCursors, listAuditLogs } from "./list_audit_logs.ts";
import { AuditLog, AuditLogsQuery } from "./schemas.ts";

/** `/admin/audit_logs`: what admins did, and users to what guards them. */
export function addAuditLogRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/audit_logs",
    document({
      summary: "List what was done by whom, newest first",
      tag: "admin",
      success: { status: 200, description: "A page", schema: pageOf(AuditLog) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", AuditLogsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(c.get("caller"), (tx) => listAuditLogs(tx, query));
      return c.json(
        toPage(rows, query.limit, publicAddress(config, c.req.url), ({ id }) => auditLogCursors.write([id])),
      );
    },
  );
}
