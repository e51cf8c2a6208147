import type { Context, Hono, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { routePath } from "hono/route";
import { AppError, type ProblemCode } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { asAppError, problemResponse } from "./problem.ts";
import { watchRequests } from "./watch_requests.ts";

/** What every request carries. */
export type Basics = {
  requestId: string;
  log: Log;
  /** The problem that it was answered with. */
  problem?: ProblemCode;
};

export type BasicsOptions = {
  /** The function, in metrics and traces. */
  name: string;
  log: Log;
  metrics: Metrics;
  corsOrigins: string[];
};

/**
 * What each function's app starts with: an id for the request (the caller's own, or a new one), a log line, a count and a
 * span when it is done, secure headers, CORS for the configured origins, and every error as problem+json.
 */
export function addBasics<V extends Basics>(app: Hono<{ Variables: V }>, options: BasicsOptions): void {
  app.use(
    requestId(),
    watchRequests(options),
    secureHeaders(guarding),
    keepFromCaches,
    allowOrigins(options.corsOrigins),
  );
  app.onError(answerErrors(problemResponse));
  app.notFound((c) => {
    const message = `There is no ${c.req.method} at '${c.req.path}': see /functions/v1/api/openapi.json`;
    const problem = new AppError("route_not_found", message);
    (c as Context).set("problem", problem.code);
    return problemResponse(problem, c.get("requestId"));
  });
}

/** Answers whatever was thrown in the form that `respond` gives it. What is not the caller's fault is logged. */
export function answerErrors(
  respond: (error: AppError, requestId: string) => Response,
): (error: Error, c: Context) => Response {
  return (error, c) => {
    const problem = asAppError(error);
    c.set("problem", problem.code);
    if (problem.status >= 500) {
      c.get("log").error("request failed", problem.cause ?? error, { code: problem.code, route: routePath(c, -1) });
    }
    return respond(problem, c.get("requestId"));
  };
}

/** What supabase-js sends along where a region is chosen or traces are propagated. Source: supabase-js 2.119.0. */
const invokeHeaders = ["x-region", "traceparent", "tracestate", "baggage"];

/** What OpenAI's SDK sends along from a browser. Source: the openai package, 7.55.0, `internal/detect-platform`. */
const sdkHeaders = [
  "openai-organization",
  "openai-project",
  ...["arch", "lang", "os", "package-version", "retry-count", "runtime", "runtime-version", "timeout"].map((name) =>
    `x-stainless-${name}`
  ),
];

/** For answers that no browser is to show, frame or load into a page; HTTPS for two years. */
const guarding = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  strictTransportSecurity: "max-age=63072000; includeSubDomains",
  xFrameOptions: "DENY",
};

/** What is answered is one caller's own, or of now: no cache keeps it, unless a route says otherwise. */
const keepFromCaches: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
};

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
      ...invokeHeaders,
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
