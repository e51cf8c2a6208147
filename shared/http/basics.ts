import type { Hono, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { routePath } from "hono/route";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { asAppError, problemResponse } from "./problem.ts";

/** What every request carries. */
export type Basics = { requestId: string; log: Log };

/**
 * What each function's app starts with: an id for the request (the caller's own, or a new one), a log line when it is
 * done, secure headers, CORS for the configured origins, and every error as problem+json.
 */
export function addBasics<V extends Basics>(
  app: Hono<{ Variables: V }>,
  options: { log: Log; corsOrigins: string[] },
): void {
  app.use(requestId(), logRequests(options.log), secureHeaders(), allowOrigins(options.corsOrigins));
  app.onError((error, c) => {
    const problem = asAppError(error);
    if (problem.status >= 500) {
      c.get("log").error("request failed", problem.cause ?? error, { code: problem.code });
    }
    return problemResponse(problem, c.get("requestId"));
  });
  app.notFound((c) =>
    problemResponse(
      new AppError(
        "route_not_found",
        `There is no ${c.req.method} at '${c.req.path}': see /functions/v1/api/openapi.json`,
      ),
      c.get("requestId"),
    )
  );
}

function logRequests(log: Log): MiddlewareHandler<{ Variables: Basics }> {
  return async (c, next) => {
    const started = performance.now();
    c.set("log", log.with({ request_id: c.get("requestId") }));
    await next();
    // Read again, as it knows the caller by now.
    c.get("log").info("request", {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: Math.round(performance.now() - started),
    });
  };
}

function allowOrigins(origins: string[]): MiddlewareHandler {
  return cors({
    origin: origins.includes("*") ? "*" : origins,
    allowHeaders: [
      "authorization",
      "apikey",
      "content-type",
      "x-client-info",
      "x-request-id",
      "idempotency-key",
      "if-match",
      "last-event-id",
    ],
    exposeHeaders: [
      "x-request-id",
      "location",
      "content-disposition",
      "etag",
      "retry-after",
      "x-ratelimit-limit",
      "x-ratelimit-remaining",
      "x-ratelimit-reset",
      "idempotency-replayed",
    ],
    maxAge: 86_400,
  });
}
