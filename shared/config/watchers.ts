import type { Variables } from "./variables.ts";

/** Who is told, beside the log, what the functions do. */
export type Watchers = {
  /** Where Sentry takes errors; names a project and is no secret to it, yet stays out of logs. */
  sentryDsn: string | undefined;
  /** Where traces go; undefined where nobody wants any. */
  tracing: {
    endpoint: string;
    headers: Record<string, string>;
    serviceName: string;
    /** The runtime sends them itself. */
    byDeno: boolean;
  } | undefined;
};

/** Who watches, as the variables say. Traces are sent by Deno itself where it can and is told to. */
export function toWatchers(v: Variables): Watchers {
  const endpoint = v.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    sentryDsn: v.SENTRY_DSN,
    tracing: endpoint === undefined ? undefined : {
      endpoint,
      headers: v.OTEL_EXPORTER_OTLP_HEADERS,
      serviceName: v.OTEL_SERVICE_NAME,
      // Deno has it from 2.4 on. Source: Deno docs, "OpenTelemetry".
      byDeno: v.OTEL_DENO && "telemetry" in Deno,
    },
  };
}
