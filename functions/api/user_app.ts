import { Hono } from "hono";
import { routePath } from "hono/route";
import { refuseEncoded } from "../../shared/http/refuse_encoded.ts";
import type { ApiDeps, UserEnv } from "./deps.ts";
import { type Area, demandArea } from "./api_keys/scopes.ts";
import { readApiKey, useApiKey } from "./api_keys/use_api_key.ts";
import { answerOnce } from "./idempotency/answer_once.ts";
import { limitRequests, reading, refuseEarly, showLimits } from "./rate_limits/limit_requests.ts";

/**
 * An app for signed-in users: before any of its routes, once, the token or API key, the limits and the idempotency key are
 * checked. `area` says whose scopes a key needs; `others` those of the routes that belong elsewhere, by the end of their path.
 */
export function createUserApp(
  deps: Pick<ApiDeps, "config" | "db" | "verifyUser">,
  area: Area,
  others: Record<string, Area> = {},
): Hono<UserEnv> {
  const app = new Hono<UserEnv>();
  app.use(refuseEncoded, async (c, next) => {
    const authorization = c.req.header("authorization");
    const key = readApiKey(authorization);
    const caller = key === undefined
      ? { ...await deps.verifyUser(authorization), apiKey: undefined }
      : await useApiKey(deps.db, key);
    c.set("caller", { ...caller, address: undefined, limits: new Map(), pausedBecause: null, heldKey: undefined });
    c.set("log", c.get("log").with({ user_id: caller.userId, ...(caller.apiKey && { api_key_id: caller.apiKey.id }) }));
    const path = routePath(c, -1);
    const [, itsArea = area] = Object.entries(others).find(([end]) => path.endsWith(end)) ?? [];
    demandArea(caller, itsArea, reading.includes(c.req.method));
    await next();
  });
  app.use(showLimits, limitRequests(deps), answerOnce(deps), refuseEarly);
  return app;
}
