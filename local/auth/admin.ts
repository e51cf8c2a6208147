import { Hono } from "hono";
import { z } from "zod";
import { changeUser } from "./change_user.ts";
import type { AuthContext } from "./context.ts";
import { AuthError, readBody } from "./errors.ts";
import { checkPassword } from "./passwords.ts";
import { requireServiceRole } from "./tokens.ts";
import { findUser, insertUser, selectUsers, userAttributes } from "./users.ts";

/** `/admin/*`, what `auth.admin` of supabase-js calls: users are listed, read, created, changed and deleted. */
export function createAdmin(context: AuthContext): Hono {
  const { sql } = context;
  const app = new Hono();

  app.use(async (c, next) => {
    await requireServiceRole(context, c.req.header("authorization"));
    await next();
  });

  app.get("/users", async (c) => {
    const { page, per_page } = readPage(c.req.query());
    const [[counted], users] = await Promise.all([
      sql<[{ total: number }]>`select count(*)::int as total from auth.users`,
      selectUsers(sql, sql`order by created_at desc, users.id limit ${per_page} offset ${(page - 1) * per_page}`),
    ]);
    c.header("x-total-count", String(counted.total));
    c.header("link", pageLinks(page, per_page, counted.total));
    return c.json({ users, aud: "authenticated" });
  });

  app.post("/users", async (c) => {
    const attributes = await readBody(c, userAttributes);
    if (attributes.email === undefined) {
      throw new AuthError(400, "validation_failed", "Cannot create a user without either an email or phone");
    }
    if (attributes.password !== undefined) checkPassword(attributes.password);
    const id = await insertUser(sql, attributes);
    return c.json(await findUser(sql, id));
  });

  app.get("/users/:id", async (c) => c.json(await findUser(sql, readId(c.req.param("id")))));

  app.put("/users/:id", async (c) => {
    const id = readId(c.req.param("id"));
    const attributes = await readBody(c, userAttributes);
    if (attributes.password !== undefined) checkPassword(attributes.password);
    await changeUser(sql, id, attributes);
    if (attributes.password !== undefined) await sql`delete from auth.sessions where user_id = ${id}`;
    return c.json(await findUser(sql, id));
  });

  app.delete("/users/:id", async (c) => {
    const { should_soft_delete } = await readBody(c, deletion);
    if (should_soft_delete) throw new AuthError(422, "not_implemented", "Soft deletion needs a hosted project");
    const { id } = await findUser(sql, readId(c.req.param("id")));
    await sql`delete from auth.users where id = ${id}`;
    return c.json({});
  });

  return app;
}

const deletion = z.object({ should_soft_delete: z.boolean().default(false) });

const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(1000).default(50),
});

function readPage(query: Record<string, string>) {
  const { data } = pageQuery.safeParse({ page: query["page"] || undefined, per_page: query["per_page"] || undefined });
  if (data === undefined) throw new AuthError(400, "validation_failed", "Bad pagination parameters");
  return data;
}

function readId(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new AuthError(404, "validation_failed", "user_id must be an UUID");
  return id;
}

/** GoTrue's `link` header. supabase-js takes the page from what follows the first "=", so that `page` comes first. */
function pageLinks(page: number, perPage: number, total: number): string {
  const last = Math.max(1, Math.ceil(total / perPage));
  const link = (to: number, relation: string) => `</admin/users?page=${to}&per_page=${perPage}>; rel="${relation}"`;
  return [...page < last ? [link(page + 1, "next")] : [], link(last, "last")].join(", ");
}
