import { type Config, type Environment, parseConfig } from "./config.ts";
import { connectDatabase, type Database } from "./db.ts";
import { createLog, type Log, type Report } from "./log.ts";
import { logUncaught } from "./log_uncaught.ts";
import { keepMetrics } from "./telemetry/keep_metrics.ts";
import { createMetrics, type Metrics } from "./telemetry/metrics.ts";
import { createFailureRecorder } from "./telemetry/record_failures.ts";

declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined;

export type Booted = {
  config: Config;
  db: Database;
  log: Log;
  metrics: Metrics;
  fetch: typeof fetch;
  /** Keeps the isolate alive until the work is done, where the platform would end it with the answer. */
  waitUntil: (work: Promise<unknown>) => void;
};

/** What each function begins with: its configuration, the database, and whatever watches it. Throws where a variable is wrong. */
export async function boot(name: string, environment: Environment): Promise<Booted> {
  const config = parseConfig(environment);
  const waitUntil = (work: Promise<unknown>) =>
    typeof EdgeRuntime === "undefined" ? undefined : EdgeRuntime.waitUntil(work);

  const { sentryDsn, tracing } = config.watchers;
  const reports: Report[] = [];
  const log = createLog(console.log, { function: name }, (...error) => reports.forEach((report) => report(...error)));
  const db = connectDatabase(config.databaseUrl, { ca: config.databaseCa, log });
  reports.push(createFailureRecorder({ db, waitUntil }));
  if (sentryDsn) {
    const { createSentry } = await import("./telemetry/sentry.ts");
    reports.push(createSentry({ dsn: sentryDsn, fetch, waitUntil }));
  }
  // A Deno that traces by itself has no need of it.
  if (tracing && !tracing.byDeno) {
    const { startTracing } = await import("./telemetry/start_tracing.ts");
    startTracing({ ...tracing, fetch, waitUntil });
  }
  const metrics = createMetrics();
  keepMetrics(metrics, { db, log, waitUntil });
  // Last: until here an error has to end the isolate, or it would be one that answers nothing.
  logUncaught(log);
  return { config, db, log, metrics, fetch, waitUntil };
}
