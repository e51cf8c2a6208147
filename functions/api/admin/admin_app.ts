import type { Hono } from "hono";
import { AppError } from "../../../shared/errors.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { createUserApp } from "../user_app.ts";

/**
 * An app for admins: whoever's token or API key does not say so is refused before any route. Routes work `asAdmin`, where the database
 * asks whether Auth still says so. Throws `admin_needed`.
 */
export function createAdminApp(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "admin");
  app.use(async (c, next) => {
    if (!c.get("caller").isAdmin) {
      throw new AppError("admin_needed", "Only admins may do that: ask one to make you an admin, then sign in again");
    }
    await next();
  });
  return app;
}
