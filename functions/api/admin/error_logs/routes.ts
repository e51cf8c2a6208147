import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { errorLogCursors, listErrorLogs } from "./list_error_logs.ts";
import { ErrorLog, ErrorLogsQuery } from "./schemas.ts";

/** `/admin/error_logs`: work that was given up, and requests that failed through our own fault. */
export function addErrorLogRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/error_logs",
    document({
      summary: "List what went wrong, newest first",
      tag: "admin",
      success: { status: 200, description: "A page", schema: pageOf(ErrorLog) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", ErrorLogsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(c.get("caller"), (tx) => listErrorLogs(tx, query));
      return c.json(
        toPage(rows, query.limit, publicAddress(config, c.req.url), ({ id }) => errorLogCursors.write([id])),
      );
    },
  );
}
