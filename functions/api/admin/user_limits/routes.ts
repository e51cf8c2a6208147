import type { Hono } from "hono";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { readJson, valid } from "../../input.ts";
import { readLimits, removeLimits, setLimits } from "./change_limits.ts";
import { Id } from "../users/schemas.ts";
import { NewLimits, UserLimits } from "./schemas.ts";

const tag = "admin";
const path = "/users/:id/limits";

/** `/admin/users/{id}/limits`: what differs for one user from the settings. */
export function addUserLimitRoutes(app: Hono<UserEnv>, { db }: ApiDeps): void {
  app.get(
    path,
    document({
      summary: "Read the limits that were set for a user",
      tag,
      success: { status: 200, description: "The limits; null is the setting of the same name", schema: UserLimits },
      problems: ["admin_needed", "user_not_found"],
    }),
    valid("param", Id),
    async (c) => c.json(await db.asAdmin(c.get("caller"), (tx) => readLimits(tx, c.req.valid("param").id))),
  );

  app.put(
    path,
    document({
      summary: "Set the limits of a user",
      tag,
      success: { status: 200, description: "The limits", schema: UserLimits },
      problems: ["admin_needed", "user_not_found"],
      bodies: { "application/json": NewLimits },
    }),
    valid("param", Id),
    async (c) => {
      const limits = await readJson(c.req, NewLimits);
      const { id } = c.req.valid("param");
      return c.json(await db.asAdmin(c.get("caller"), (tx) => setLimits(tx, c, id, limits)));
    },
  );

  app.delete(
    path,
    document({
      summary: "Let the settings count for a user again",
      tag,
      success: { status: 204, description: "Gone" },
      problems: ["admin_needed", "user_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      await db.asAdmin(c.get("caller"), (tx) => removeLimits(tx, c, c.req.valid("param").id));
      return c.body(null, 204);
    },
  );
}
