import { context } from "@opentelemetry/api";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { beginSpan, failSpan, SpanKind, traceIdOf } from "../telemetry/tracing.ts";
import type { Basics, BasicsOptions } from "./basics.ts";

/** The methods that routes have; a caller may send any word. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Logs, counts and traces each request until its answer begins, under the route's template and never its path. */
export function watchRequests({ name, log, metrics }: BasicsOptions): MiddlewareHandler<{ Variables: Basics }> {
  return async (c, next) => {
    const started = performance.now();
    const request_id = c.get("requestId");
    const { span, within } = beginSpan("request", { kind: SpanKind.SERVER });
    c.set("log", log.with({ request_id, user_id: null, trace_id: traceIdOf(span) }));
    await context.with(within, next);
    const ms = performance.now() - started;
    const { status } = c.res;
    const code = c.get("problem");
    const route = routePath(c, -1);
    const method = methods.has(c.req.method) ? c.req.method : "other";
    // Read again, as it knows the caller by now.
    c.get("log").info("request", { method, route, status, code, ms: Math.round(ms) });
    metrics.count("stenobase_http_requests_total", { function: name, method, route, status: String(status) });
    metrics.observe("stenobase_http_request_duration_seconds", { function: name, method, route }, ms);
    if (code) metrics.count("stenobase_errors_total", { function: name, code });
    span.updateName(`${method} ${route}`);
    span.setAttributes({
      "http.request.method": method,
      "http.route": route,
      "http.response.status_code": status,
      "stenobase.request_id": request_id,
    });
    if (status >= 500) failSpan(span, code ?? String(status));
    span.end();
  };
}
