import assert from "node:assert/strict";
import type { Handler } from "../../functions/worker/drain.ts";
import { createQueue, type Queue } from "../../functions/worker/queue.ts";
import { startQueue, type TestQueue } from "../support/queue.ts";
import { enqueueJobs } from "../support/rows.ts";
import { until } from "../support/until.ts";

const nothing = () => Promise.resolve();
const lost = () => Object.assign(new Error("The connection is lost"), { code: "CONNECTION_CLOSED" });

/** A drain on the real queue, some of whose functions the test has changed. */
function createDrain(jobs: TestQueue, handler: Handler, change: (queue: Queue) => Partial<Queue>, leaseSeconds = 30) {
  const queue = createQueue(jobs.db, leaseSeconds);
  return jobs.createDrain(handler, { leaseSeconds, queue: { ...queue, ...change(queue) } });
}

/** Fails the first time. */
function failOnce<Args extends unknown[], T>(work: (...args: Args) => Promise<T>) {
  let calls = 0;
  return (...args: Args) => calls++ === 0 ? Promise.reject(lost()) : work(...args);
}

Deno.test("what a job has come to outlasts an outage of the database", async (t) => {
  await using jobs = await startQueue();
  const { sql } = jobs.database;

  await t.step("it is stored when the database is back, and the work is not done again", async () => {
    const [subject] = await jobs.replaceJobs(1);
    let handled = 0;
    const handler: Handler = () => {
      handled++;
      return Promise.resolve((tx) => tx`insert into public.settings values ('stored', '1', '')`);
    };
    await createDrain(jobs, handler, (queue) => ({ complete: failOnce(queue.complete) }))();
    assert.equal((await sql`select from public.settings where key = 'stored'`).count, 1);
    assert.deepEqual([(await jobs.readJobs())[subject!]?.state, handled], ["completed", 1]);
  });

  await t.step("a commit of which only the answer was lost is not made twice", async () => {
    const [subject] = await jobs.replaceJobs(1);
    let tries = 0;
    const handler: Handler = () =>
      Promise.resolve((tx) => tx`update public.settings set value = to_jsonb(value::int + 1) where key = 'stored'`);
    await createDrain(jobs, handler, (queue) => ({
      async complete(job, effect) {
        await queue.complete(job, effect);
        if (tries++ === 0) throw lost();
      },
    }))();
    assert.deepEqual((await sql`select value from public.settings where key = 'stored'`)[0]?.value, 2);
    assert.deepEqual([(await jobs.readJobs())[subject!]?.state, tries], ["completed", 1]);
  });

  await t.step("a failure is recorded when the database is back", async () => {
    const [subject] = await jobs.replaceJobs(1);
    const handler: Handler = () => Promise.reject(new Error("It failed"));
    await createDrain(jobs, handler, (queue) => ({ fail: failOnce(queue.fail) }))();
    const { [subject!]: job } = await jobs.readJobs();
    assert.deepEqual([job?.state, job?.attempts, job?.code], ["queued", 1, "internal_error"]);
  });

  await t.step("a claim that fails stops nobody", async () => {
    const [first, second] = [...await jobs.replaceJobs(1), crypto.randomUUID()];
    let claims = 0;
    const handler: Handler = async (subject) => {
      if (subject !== first) return nothing;
      await enqueueJobs(sql, [second!]);
      void ring();
      await until(() => claims > 1 || undefined);
      return nothing;
    };
    const ring = createDrain(jobs, handler, (queue) => ({
      claim: (...asked) => ++claims === 2 ? Promise.reject(lost()) : queue.claim(...asked),
    }));
    await ring();
    const { [first!]: one, [second!]: other } = await jobs.readJobs();
    assert.deepEqual([one?.state, other?.state], ["completed", "completed"]);
  });
});

Deno.test("a worker loses no job to itself", async (t) => {
  await using jobs = await startQueue();
  const { sql } = jobs.database;

  await t.step("when its leases have ended while the database was away", async () => {
    const [subject] = await jobs.replaceJobs(1);
    const queue = createQueue(jobs.db, 30);
    const [job] = await queue.claim(1);
    await sql`update private.jobs set due_at = now() - interval '1 minute'`;
    assert.deepEqual([...await queue.claim(1, [job!])], []);
    await queue.complete(job!, nothing);
    const { [subject!]: done } = await jobs.readJobs();
    assert.deepEqual([done?.state, done?.attempts], ["completed", 1]);
  });

  await t.step("when it begins one while leases are being renewed", async () => {
    const [first, second] = [...await jobs.replaceJobs(1), crypto.randomUUID()];
    const started = new Set<string>();
    let renewals = 0;
    const handler: Handler = async (subject, { signal }) => {
      started.add(subject);
      await until(() => renewals > 1 || undefined);
      signal.throwIfAborted();
      return nothing;
    };
    const ring = createDrain(jobs, handler, (queue) => ({
      async renew(running) {
        const ours = await queue.renew(running);
        if (++renewals === 1) {
          await enqueueJobs(sql, [second!]);
          void ring();
          await until(() => started.has(second!) || undefined);
        }
        return ours;
      },
    }), 1);
    await ring();
    const { [first!]: one, [second!]: other } = await jobs.readJobs();
    assert.deepEqual([one?.attempts, other?.attempts], [1, 1]);
    assert.deepEqual([one?.state, other?.state], ["completed", "completed"]);
  });
});
