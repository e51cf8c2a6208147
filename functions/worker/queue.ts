import type { Database, Transaction } from "../../shared/db.ts";
import { type Job, jobColumns } from "../../shared/jobs.ts";

export type Failure = { code: string; message: string; retryable: boolean; retrySeconds: number };

/** What a job changes in the database. Stored together with the job's completion, or not at all. */
export type Effect = (tx: Transaction) => Promise<unknown>;

/** The queue in Postgres. Rules about leases, attempts and backoff stand in its functions, not here. */
export type Queue = {
  /** The leases of `running` are renewed first: else a worker takes its own jobs from itself when the database was away. */
  claim(howMany: number, running?: Job[]): Promise<Job[]>;
  /** Returns the ids of the jobs that are still ours. */
  renew(jobs: Job[]): Promise<Set<number>>;
  /** Throws where the lease is lost; then nothing of the effect is stored. */
  complete(job: Job, effect: Effect): Promise<void>;
  fail(job: Job, failure: Failure): Promise<void>;
  /** Lets the job come back in `seconds`; the attempt does not count. */
  defer(job: Job, seconds: number): Promise<void>;
  /** Lets another worker go on with what this one has no time for. */
  ringIfDue(): Promise<void>;
};

export function createQueue(db: Database, leaseSeconds: number): Queue {
  return {
    claim: (howMany, running = []) =>
      db.asService(async (tx) => {
        if (running.length > 0) await renewLeases(tx, running, leaseSeconds);
        return await tx<Job[]>`
          select ${jobColumns(tx)} from private.claim_jobs(${howMany}, ${leaseSeconds})`;
      }),
    async renew(jobs) {
      const rows = await db.asService((tx) => renewLeases(tx, jobs, leaseSeconds));
      return new Set(rows.map((row) => row.id));
    },
    async complete(job, effect) {
      await db.asService(async (tx) => {
        await effect(tx);
        await tx`select private.complete_job(${job.id}, ${job.leaseToken})`;
      });
    },
    async fail(job, { code, message, retryable, retrySeconds }) {
      await db.asService((tx) =>
        tx`select private.fail_job(${job.id}, ${job.leaseToken}, ${code}, ${message}, ${retryable}, ${retrySeconds})`
      );
    },
    async defer(job, seconds) {
      await db.asService((tx) => tx`select private.defer_job(${job.id}, ${job.leaseToken}, ${seconds})`);
    },
    async ringIfDue() {
      await db.asService((tx) => tx`select private.wake_worker() where private.work_is_due()`);
    },
  };
}

function renewLeases(tx: Transaction, jobs: Job[], leaseSeconds: number) {
  const tokens = jobs.map((job) => job.leaseToken);
  return tx<{ id: number }[]>`select * from private.renew_leases(${tokens}::uuid[], ${leaseSeconds}) as id`;
}
