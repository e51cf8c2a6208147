import { z } from "zod";
import type { Transaction } from "./db.ts";

/** A job in the hands of a worker. */
export const Job = z.object({
  id: z.number(),
  kind: z.string(),
  subjectId: z.uuid(),
  attempts: z.number(),
  maxAttempts: z.number(),
  /** Proof that the job is still ours: a worker that took it up after our lease ended has another one. */
  leaseToken: z.uuid(),
  /** The span that enqueued it, where somebody traces. */
  traceparent: z.string().nullable(),
});
export type Job = z.infer<typeof Job>;

export const jobColumns = (tx: Transaction) =>
  tx`id, kind, subject_id as "subjectId", attempts, max_attempts as "maxAttempts", lease_token as "leaseToken",
    traceparent`;

/** Makes a job that nobody else may take up for `seconds`. Undefined where there is one for this subject already. */
export async function holdJob(
  tx: Transaction,
  kind: string,
  subjectId: string,
  seconds: number,
): Promise<Job | undefined> {
  const [job] = await tx<Job[]>`
    select ${jobColumns(tx)} from private.hold_job(${kind}, ${subjectId}, ${seconds})`;
  return job;
}

/**
 * Hands a held job to the worker together with its caller's key, which is in no row. Throws what `fetch` throws, and where
 * the worker does not take it; the job is then given up when its lease ends.
 */
export async function handJob(
  { config, fetch: fetchFn }: { config: { supabaseUrl: string; workerKey: string }; fetch: typeof fetch },
  job: Job,
  key: string,
): Promise<void> {
  const response = await fetchFn(`${config.supabaseUrl}/functions/v1/worker`, {
    method: "POST",
    headers: { apikey: config.workerKey, "x-provider-key": key, "content-type": "application/json" },
    body: JSON.stringify(job),
  });
  await response.body?.cancel();
  if (response.status !== 202) throw new Error(`The worker answered ${response.status}`);
}
