import type { Hono } from "hono";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { valid } from "../../input.ts";
import { countAll } from "./count_all.ts";
import { Stats, StatsQuery } from "./schemas.ts";
import { toStats } from "./to_stats.ts";

/** `/admin/stats`: how much there is of everything, and what each day brought. */
export function addStatsRoutes(app: Hono<UserEnv>, { db }: ApiDeps): void {
  app.get(
    "/stats",
    document({
      summary: "Read statistics of all that is here, and of the last days",
      tag: "admin",
      success: { status: 200, description: "The statistics", schema: Stats },
      problems: ["admin_needed"],
    }),
    valid("query", StatsQuery),
    async (c) => {
      const { days } = c.req.valid("query");
      return c.json(toStats(await db.asAdmin(c.get("caller"), (tx) => countAll(tx, days))));
    },
  );
}
