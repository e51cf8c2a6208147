import { Hono } from "hono";
import type { ApiDeps, UserEnv } from "./deps.ts";
import { answerOnce } from "./idempotency/answer_once.ts";
import { limitRequests, refuseSpentDay, showLimits } from "./rate_limits/limit_requests.ts";

/** An app for signed-in users: before any of its routes, once, the token, the limits and the idempotency key are checked. */
export function createUserApp(deps: Pick<ApiDeps, "config" | "db" | "verifyUser">): Hono<UserEnv> {
  const app = new Hono<UserEnv>();
  app.use(async (c, next) => {
    const caller = await deps.verifyUser(c.req.header("authorization"));
    c.set("caller", { ...caller, address: undefined, limits: new Map(), heldKey: undefined });
    c.set("log", c.get("log").with({ user_id: caller.userId }));
    await next();
  });
  app.use(showLimits, limitRequests(deps), answerOnce(deps), refuseSpentDay);
  return app;
}
