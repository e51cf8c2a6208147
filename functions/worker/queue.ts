import type { Database, Transaction } from "../../shared/db.ts";

export type Job = {
  id: number;
  kind: string;
  subjectId: string;
  attempts: number;
  maxAttempts: number;
  /** Proof that the job is still ours: a worker that took it up after our lease ended has another one. */
  leaseToken: string;
};

export type Failure = { code: string; message: string; retryable: boolean; retrySeconds: number };

/** What a job changes in the database. Stored together with the job's completion, or not at all. */
export type Effect = (tx: Transaction) => Promise<unknown>;

/** The queue in Postgres. Rules about leases, attempts and backoff stand in its functions, not here. */
export type Queue = {
  claim(howMany: number): Promise<Job[]>;
  /** Returns the ids of the jobs that are still ours. */
  renew(jobs: Job[]): Promise<Set<number>>;
  /** Throws where the lease is lost; then nothing of the effect is stored. */
  complete(job: Job, effect: Effect): Promise<void>;
  fail(job: Job, failure: Failure): Promise<void>;
  /** Lets another worker go on with what this one has no time for. */
  ringIfDue(): Promise<void>;
};

export function createQueue(db: Database, leaseSeconds: number): Queue {
  return {
    claim: (howMany) =>
      db.asService((tx) =>
        tx<Job[]>`
          select id, kind, subject_id as "subjectId", attempts, max_attempts as "maxAttempts", lease_token as "leaseToken"
          from private.claim_jobs(${howMany}, ${leaseSeconds})`
      ),
    async renew(jobs) {
      const tokens = jobs.map((job) => job.leaseToken);
      const rows = await db.asService((tx) =>
        tx<{ id: number }[]>`select * from private.renew_leases(${tokens}::uuid[], ${leaseSeconds}) as id`
      );
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
    async ringIfDue() {
      await db.asService((tx) => tx`select private.wake_worker() where private.work_is_due()`);
    },
  };
}
