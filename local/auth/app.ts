import { Hono } from "hono";
import { z } from "zod";
import { createAdmin } from "./admin.ts";
import { changeAnonymousUser, conversion, signInAnonymously } from "./anonymous.ts";
import { type AuthContext, connectAuth } from "./context.ts";
import { answerError, AuthError, readBody } from "./errors.ts";
import { completeRedirect, completeSession, completeUser, createLite, type Mail } from "./lite.ts";
import { findUser } from "./users.ts";

export type AuthOptions = {
  /** The superuser's connection string. */
  databaseUrl: string;
  jwtSecret: string;
  publicUrl: string;
  tokenSeconds: number;
  onMail: (mail: Mail) => void;
};

export type Auth = { fetch(request: Request): Promise<Response>; close(): Promise<void> };

/** Serves `/auth/v1/*` in GoTrue's wire format: Lite, and beside it what Lite lacks (admin, anonymous users, whole tokens). */
export function createAuth(options: AuthOptions): Auth {
  const connection = connectAuth(options.databaseUrl);
  const lite = createLite({ connection, ...options });
  const context: AuthContext = {
    sql: connection.driver,
    jwtSecret: new TextEncoder().encode(options.jwtSecret),
    issuer: `${options.publicUrl}/auth/v1`,
    tokenSeconds: options.tokenSeconds,
  };
  const app = new Hono().basePath("/auth/v1").onError(answerError);

  app.post("/signup", async (c) => {
    const { email, phone, data } = await readBody(c, signUp);
    if (!email && !phone) return c.json(await signInAnonymously(context, data));
    const request = { method: "POST", headers: c.req.raw.headers, body: await c.req.text() };
    return await completeSession(context, await lite.fetch(new Request(c.req.url, request)));
  });

  app.post("/token", async (c) => await completeSession(context, await lite.fetch(c.req.raw)));
  app.post("/verify", async (c) => await completeSession(context, await lite.fetch(c.req.raw)));
  app.get("/verify", async (c) => await completeRedirect(context, await lite.fetch(c.req.raw)));
  app.get("/user", async (c) => await completeUser(context, await lite.fetch(c.req.raw)));

  app.put("/user", async (c) => {
    const known = await lite.fetch(new Request(c.req.url, { headers: c.req.raw.headers }));
    if (!known.ok) return known;
    const user = await findUser(context.sql, (await known.json()).id);
    if (!user.is_anonymous) return await completeUser(context, await lite.fetch(c.req.raw));
    await changeAnonymousUser(context, user, await readBody(c, conversion));
    return c.json(await findUser(context.sql, user.id));
  });

  app.route("/admin", createAdmin(context));
  app.all("/admin/*", refuse);
  app.all("/invite", refuse);
  app.all("*", (c) => lite.fetch(c.req.raw));

  return { fetch: async (request) => await app.fetch(request), close: () => connection.driver.end({ timeout: 2 }) };
}

const signUp = z.object({
  email: z.string().optional(),
  phone: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

function refuse(): never {
  throw new AuthError(422, "not_implemented", "This needs a hosted project: the local auth service does not have it");
}
