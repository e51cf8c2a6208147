import type { Context, Hono, MiddlewareHandler } from "hono";
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
  app.onError(answerErrors(problemResponse));
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

/** Answers whatever was thrown in the form that `respond` gives it. What is not the caller's fault is logged. */
export function answerErrors(
  respond: (error: AppError, requestId: string) => Response,
): (error: Error, c: Context) => Response {
  return (error, c) => {
    const problem = asAppError(error);
    if (problem.status >= 500) {
      c.get("log").error("request failed", problem.cause ?? error, { code: problem.code });
    }
    return respond(problem, c.get("requestId"));
  };
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

/** What OpenAI's SDK sends along from a browser. Source: the openai package, 7.55.0, `internal/detect-platform`. */
const sdkHeaders = [
  "openai-organization",
  "openai-project",
  ...["arch", "lang", "os", "package-version", "retry-count", "runtime", "runtime-version", "timeout"].map((name) =>
    `x-stainless-${name}`
  ),
];

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
      "mcp-protocol-version",
      "x-provider-key",
      "x-openai-api-key",
      "x-transcription-ids",
      ...sdkHeaders,
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
      "x-transcription-id",
    ],
    maxAge: 86_400,
  });
}
