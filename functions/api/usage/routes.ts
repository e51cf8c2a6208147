import type { Hono } from "hono";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { createUserApp } from "../user_app.ts";
import { readUsage } from "./read_usage.ts";
import { Usage } from "./schemas.ts";

/** `/usage`: what one used, and what is left. */
export function createUsage(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "usage");

  app.get(
    "/",
    document({
      summary: "Read what one used today and this month, and what is left",
      tag: "usage",
      success: { status: 200, description: "Limits and use", schema: Usage },
    }),
    async (c) => c.json(await deps.db.asUser(c.get("caller"), readUsage)),
  );

  return app;
}
