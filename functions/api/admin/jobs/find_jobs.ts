import { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { createCursors } from "../../page.ts";
import { jobColumns, type JobRow, type JobsQuery } from "./schemas.ts";

export const jobCursors = createCursors("jobs", z.tuple([z.int()]));

/** The queue, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listJobs(tx: Transaction, { limit, cursor, state, kind }: z.output<typeof JobsQuery>): Query<JobRow> {
  const after = jobCursors.read(cursor);
  return withOwner(
    tx,
    tx`true ${after ? tx`and id < ${after[0]}` : tx``}
      ${state ? tx`and state = ${state}` : tx``}
      ${kind ? tx`and kind = ${kind}` : tx``}`,
    limit + 1,
  );
}

/** One job. Throws `job_not_found`. */
export async function readJob(tx: Transaction, id: number): Promise<JobRow> {
  const [job] = await withOwner(tx, tx`id = ${id}`, 1);
  if (job) return job;
  throw new AppError("job_not_found", `There is no job '${id}': GET /admin/jobs lists those that are not forgotten`);
}

function withOwner(tx: Transaction, condition: ReturnType<Transaction>, limit: number): Query<JobRow> {
  return tx<JobRow[]>`
    select found.*, private.owner_of_job(kind, subject_id) as user_id
    from (select ${tx(jobColumns)} from private.jobs where ${condition} order by id desc limit ${limit}) as found
    order by found.id desc`;
}
