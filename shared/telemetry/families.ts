type Family = { type: "counter" | "histogram" | "gauge"; help: string; labels: readonly string[] };

/**
 * Everything that `GET /metrics` tells. A label has few values, which no caller can choose: a route is its template. What
 * isolates count is written by `createMetrics`; what has a star in its help comes from the rows, at the time it is asked for.
 * Source of the conventions: Prometheus docs, "Metric and label naming".
 */
export const families = {
  stenobase_http_requests_total: {
    type: "counter",
    help: "Requests that were answered.",
    labels: ["function", "method", "route", "status"],
  },
  stenobase_http_request_duration_seconds: {
    type: "histogram",
    help: "Time until the answer began.",
    labels: ["function", "method", "route"],
  },
  stenobase_errors_total: {
    type: "counter",
    help: "Problems that requests were answered with and that jobs failed with, by code.",
    labels: ["function", "code"],
  },
  stenobase_job_duration_seconds: {
    type: "histogram",
    help: "Time that an attempt took: completed, deferred or failed.",
    labels: ["kind", "outcome"],
  },
  stenobase_provider_calls_total: {
    type: "counter",
    help: "Calls of providers of speech and chat: ok, stopped, or the code of the error.",
    labels: ["provider", "purpose", "outcome"],
  },
  stenobase_provider_call_duration_seconds: {
    type: "histogram",
    help: "Time until a provider's answer had ended.",
    labels: ["provider", "purpose"],
  },
  stenobase_jobs: { type: "gauge", help: "Jobs that are queued, running or dead. *", labels: ["kind", "state"] },
  stenobase_queue_due_jobs: { type: "gauge", help: "Jobs that could be done now. *", labels: [] },
  stenobase_queue_oldest_due_seconds: {
    type: "gauge",
    help: "For how long the oldest of them has been due. *",
    labels: [],
  },
  stenobase_transcriptions_total: { type: "counter", help: "Transcriptions that were completed. *", labels: [] },
  stenobase_audio_seconds_total: { type: "counter", help: "Audio that was transcribed. *", labels: [] },
  stenobase_tokens_total: {
    type: "counter",
    help: "Tokens that language models read (input) and wrote (output). *",
    labels: ["direction"],
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
type NamesOf<Type> = { [Name in FamilyName]: (typeof families)[Name]["type"] extends Type ? Name : never }[FamilyName];
export type CounterName = NamesOf<"counter">;
export type HistogramName = NamesOf<"histogram">;
export type LabelsOf<Name extends FamilyName> = Record<(typeof families)[Name]["labels"][number], string>;

/** Upper bounds of a histogram's buckets in seconds: from one row that is read to a recording of hours. */
export const bucketBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150, 400];
