import postgres from "postgres";
import { printTable } from "./figures.ts";
import type { Subject } from "./subject.ts";

const count = 500;

/**
 * How many jobs one isolate of the worker does in a second where a job itself takes no time: purges of entries that there are
 * not. What real work takes stands on top, with WORKER_CONCURRENCY of it at once.
 */
export async function queue({ adminDatabaseUrl }: Subject): Promise<void> {
  const sql = postgres(adminDatabaseUrl, { max: 1, onnotice: () => {} });
  const drain = async (jobs: number) => {
    const begun = performance.now();
    await sql`
      select private.enqueue_jobs('purge', array(select gen_random_uuid() from generate_series(1, ${jobs}::int)))`;
    for (;;) {
      const [row] =
        await sql`select exists (select from private.jobs where kind = 'purge' and state <> 'completed') as busy`;
      if (!row?.busy) return performance.now() - begun;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  try {
    // The first are not counted: the worker connects in them.
    await drain(10);
    const milliseconds = await drain(count);
    printTable(`${count} jobs of no length, one isolate, WORKER_CONCURRENCY=2`, [{
      "jobs a second": Math.round(count / milliseconds * 1000),
    }]);
  } finally {
    await sql.end();
  }
}
