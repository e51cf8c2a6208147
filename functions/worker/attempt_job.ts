import { context } from "@opentelemetry/api";
import type { Job } from "../../shared/jobs.ts";
import type { Log } from "../../shared/log.ts";
import { beginSpan, failSpan, SpanKind, traceIdOf } from "../../shared/telemetry/tracing.ts";
import type { DrainOptions, Work } from "./drain.ts";
import { failureOf, NotYet } from "./failure.ts";
import { outlastOutage } from "./outlast_outage.ts";

export type AttemptOptions = Pick<DrainOptions, "queue" | "handlers" | "log" | "metrics">;

/** How an attempt ended, with the code of the failure. */
type End = { outcome: "completed" | "deferred" } | { outcome: "failed"; code: string };

/** Does a job once and stores what came of it; logged, counted, and traced as part of what enqueued it. Never rejects. */
export async function attemptJob(options: AttemptOptions, job: Job, work: Work): Promise<void> {
  const started = performance.now();
  const { span, within } = beginSpan(`job ${job.kind}`, {
    kind: SpanKind.CONSUMER,
    attributes: { "stenobase.job_id": job.id, "stenobase.attempt": job.attempts },
    parent: job.traceparent,
  });
  const fields = { job_id: job.id, job_kind: job.kind, subject_id: job.subjectId, attempt: job.attempts };
  const log = options.log.with({ ...fields, trace_id: traceIdOf(span) });
  const end = await context.with(within, () => attempt(options, log, job, work));
  const { outcome } = end;
  options.metrics.observe("stenobase_job_duration_seconds", { kind: job.kind, outcome }, performance.now() - started);
  if (end.outcome === "failed") {
    options.metrics.count("stenobase_errors_total", { function: "worker", code: end.code });
    failSpan(span, end.code);
  }
  span.setAttribute("stenobase.outcome", outcome).end();
}

async function attempt({ queue, handlers }: AttemptOptions, log: Log, job: Job, work: Work): Promise<End> {
  log.info("job started");
  const started = performance.now();
  try {
    const handle = handlers[job.kind];
    if (!handle) throw new Error(`No handler for jobs of kind '${job.kind}'`);
    const result = await handle(job.subjectId, work);
    const { effect, after } = typeof result === "function" ? { effect: result } : result;
    await outlastOutage(() => queue.complete(job, effect), work.signal);
    log.info("job completed", { ms: Math.round(performance.now() - started) });
    await after?.();
    return { outcome: "completed" };
  } catch (error) {
    if (error instanceof NotYet) {
      log.info("job deferred", { seconds: error.seconds });
      const defer = () => queue.defer(job, error.seconds);
      await outlastOutage(defer, work.signal).catch((cause) => log.error("job not deferred", cause));
      return { outcome: "deferred" };
    }
    // The key is gone with this attempt: the queue cannot try again.
    const failure = { ...failureOf(error), ...(work.key && { retryable: false }) };
    log.error("job failed", error, { code: failure.code, retryable: failure.retryable });
    const fail = () => queue.fail(job, failure);
    await outlastOutage(fail, work.signal).catch((cause) => log.error("failure not recorded", cause));
    return { outcome: "failed", code: failure.code };
  }
}
