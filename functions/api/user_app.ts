import { Hono } from "hono";
import type { VerifyUser } from "../../shared/auth.ts";
import type { UserEnv } from "./deps.ts";

/** An app for signed-in users: the token is checked here, once, before any of its routes. */
export function createUserApp(verifyUser: VerifyUser): Hono<UserEnv> {
  const app = new Hono<UserEnv>();
  app.use(async (c, next) => {
    const caller = await verifyUser(c.req.header("authorization"));
    c.set("caller", caller);
    c.set("log", c.get("log").with({ user_id: caller.userId }));
    await next();
  });
  return app;
}
