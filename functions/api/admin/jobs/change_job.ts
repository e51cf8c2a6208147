import type { Config } from "../../../../shared/config.ts";
import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { audit, type AuditedRequest } from "../../audit.ts";
import { storeReply } from "../../idempotency/store_reply.ts";
import { chooseProviders, type Chosen } from "../../transcriptions/choose_providers.ts";
import { Asked } from "../../transcriptions/options.ts";
import { readJob } from "./find_jobs.ts";
import type { JobRow } from "./schemas.ts";

/**
 * Has work that was given up done again, with all its attempts: what its death failed is put back as its owner's own retry
 * does, so that the job of a piece gives way to that of the whole. Returns the job that does it. Throws `job_not_found`,
 * `job_not_retryable`, and what `chooseProviders` throws.
 */
export async function retryJob(
  tx: Transaction,
  c: AuditedRequest,
  { speech }: Pick<Config, "speech">,
  id: number,
): Promise<JobRow> {
  const dead = await readJob(tx, id);
  const run = await chooseAgain(tx, speech, dead);
  const [row] = await tx<[{ id: number | null }]>`
    select private.retry_job(${id}, ${run.provider ?? null}, ${run.fallbacks ?? null}, ${run.model ?? null}) as id`;
  if (row.id === null) throw notRetryable(dead);
  await audit(tx, c, "job.retried", `${id}`, { kind: dead.kind, subject_id: dead.subject_id, job_id: row.id });
  const job = await readJob(tx, row.id);
  await storeReply(tx, c.get("caller"), { status: 202, body: job });
  return job;
}

/** Takes work out of the queue, and returns the job as it was; its subject fails. Throws `job_not_found`, `job_not_discardable`. */
export async function discardJob(tx: Transaction, c: AuditedRequest, id: number): Promise<JobRow> {
  const job = await readJob(tx, id);
  const [{ discarded }] = await tx<[{ discarded: boolean }]>`select private.discard_job(${id}) as discarded`;
  if (!discarded) {
    throw new AppError(
      "job_not_discardable",
      "Only what waits or was given up is discarded: a job that is running ends by itself, or when its owner cancels",
    );
  }
  await audit(tx, c, "job.discarded", `${id}`, { kind: job.kind, subject_id: job.subject_id, state: job.state });
  await storeReply(tx, c.get("caller"), { status: 200, body: job });
  return job;
}

/** Who transcribes now, by what was asked and what is set up today; nobody where the work is no transcription. */
async function chooseAgain(
  tx: Transaction,
  speech: Config["speech"],
  { kind, subject_id }: JobRow,
): Promise<Partial<Chosen & { model: string }>> {
  const [transcription] = await tx<{ options: unknown }[]>`
    select options from public.transcriptions where id = private.transcription_of_job(${kind}, ${subject_id})`;
  if (!transcription) return {};
  const asked = Asked.parse(transcription.options);
  return { ...chooseProviders(speech, asked, false), ...(asked.model !== undefined && { model: asked.model }) };
}

function notRetryable({ state }: JobRow): AppError {
  const message = state === "dead"
    ? "What it was about is gone, paused, under way again, has ended otherwise or needs its owner's key: look at it first"
    : `The job is '${state}': only what was given up is done again`;
  return new AppError("job_not_retryable", message);
}
