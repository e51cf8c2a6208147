import { createDrain, type DrainOptions, type Handler } from "../../functions/worker/drain.ts";
import { createQueue } from "../../functions/worker/queue.ts";
import { connectDatabase, type Database } from "../../shared/db.ts";
import { createLog } from "../../shared/log.ts";
import { createMetrics } from "../../shared/telemetry/metrics.ts";
import { cloneDatabase, type TestDatabase } from "./database.ts";
import { enqueueJobs } from "./rows.ts";

export type TestQueue = AsyncDisposable & {
  database: TestDatabase;
  db: Database;
  /** Every line that a drain has logged. */
  logs: string[];
  /** A drain of its own, as another isolate would have it. */
  createDrain(handler: Handler, changes?: Partial<DrainOptions>): () => Promise<void>;
  /** Forgets all jobs and makes new ones. Returns their subjects. */
  replaceJobs(count: number): Promise<string[]>;
  /** All jobs by subject, as they stand now. */
  readJobs(): Promise<Record<string, { state: string; attempts: number; code: string | null; message: string | null }>>;
};

/** The real queue on a database of its own, for handlers of the test. */
export async function startQueue(): Promise<TestQueue> {
  const database = await cloneDatabase();
  const { sql } = database;
  const db = connectDatabase(database.url);
  const logs: string[] = [];
  const log = createLog((line) => void logs.push(line));
  const metrics = createMetrics();
  return {
    ...{ database, db, logs },
    createDrain: (handler, { leaseSeconds = 30, ...changes } = {}) =>
      createDrain({
        ...{ queue: createQueue(db, leaseSeconds), handlers: { transcribe: handler }, log, metrics },
        ...{ concurrency: 2, seconds: 140, leaseSeconds, ...changes },
      }),
    async replaceJobs(count) {
      await sql`delete from private.jobs`;
      const subjects = Array.from({ length: count }, () => crypto.randomUUID());
      await enqueueJobs(sql, subjects);
      return subjects;
    },
    async readJobs() {
      const jobs = await sql<{ subject: string; state: string; attempts: number; code: null; message: null }[]>`
        select subject_id as subject, state, attempts, error_code as code, error_message as message from private.jobs`;
      return Object.fromEntries(jobs.map(({ subject, ...job }) => [subject, job]));
    },
    [Symbol.asyncDispose]: async () => {
      await db.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
