import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { readJson, valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { changeUser, deleteUser } from "./change_user.ts";
import { createUser } from "./create_user.ts";
import { demandUser, listUsers, selectUser, userCursors } from "./find_users.ts";
import { CreatedUser, Id, NewUser, User, UserPatch, UsersQuery } from "./schemas.ts";

const tag = "admin";

/** `/admin/users`: who is here, and what they use. */
export function addUserRoutes(app: Hono<UserEnv>, deps: ApiDeps): void {
  const { config, db } = deps;
  app.get(
    "/users",
    document({
      summary: "List users with what they used, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(User) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", UsersQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(c.get("caller"), (tx) => listUsers(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), userCursors.write));
    },
  );

  app.get(
    "/users/:id",
    document({
      summary: "Read a user with what they used",
      tag,
      success: { status: 200, description: "The user", schema: User },
      problems: ["admin_needed", "user_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(demandUser(await db.asAdmin(c.get("caller"), (tx) => selectUser(tx, id)), id));
    },
  );

  app.post(
    "/users",
    document({
      summary: "Add a user, who may sign in at once",
      tag,
      success: { status: 201, description: "The user, and the password that was made", schema: CreatedUser },
      problems: ["admin_needed", "email_taken", "password_too_weak", "auth_unavailable"],
      bodies: { "application/json": NewUser },
    }),
    async (c) => c.json(await createUser(deps, c, await readJson(c.req, NewUser)), 201),
  );

  app.patch(
    "/users/:id",
    document({
      summary: "Make a user an admin or none, ban one or end the ban",
      tag,
      success: { status: 200, description: "The user", schema: User },
      problems: ["admin_needed", "user_not_found", "own_account", "user_is_anonymous"],
      bodies: { "application/json": UserPatch },
    }),
    valid("param", Id),
    async (c) => {
      const patch = await readJson(c.req, UserPatch);
      return c.json(await db.asAdmin(c.get("caller"), (tx) => changeUser(tx, c, c.req.valid("param").id, patch)));
    },
  );

  app.delete(
    "/users/:id",
    document({
      summary: "Delete a user with all that they own",
      tag,
      success: { status: 204, description: "Gone; audio and providers' copies are removed by the worker" },
      problems: ["admin_needed", "user_not_found", "own_account"],
    }),
    valid("param", Id),
    async (c) => {
      await db.asAdmin(c.get("caller"), (tx) => deleteUser(tx, c, c.req.valid("param").id));
      return c.body(null, 204);
    },
  );
}
