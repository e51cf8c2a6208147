import assert from "node:assert/strict";
import { listenForRings } from "../support/rings.ts";
import { enqueueJobs } from "../support/rows.ts";
import { startQueue } from "../support/queue.ts";
import { until } from "../support/until.ts";

const nothing = () => Promise.resolve();

Deno.test("a drain does what is due until nothing is left", async (t) => {
  await using jobs = await startQueue();
  const { sql } = jobs.database;

  await t.step("two drains at once do every job, and none twice", async () => {
    const subjects = await jobs.replaceJobs(40);
    const done: string[] = [];
    const handler = (subject: string) => {
      done.push(subject);
      return Promise.resolve(nothing);
    };
    await Promise.all([jobs.createDrain(handler)(), jobs.createDrain(handler)()]);
    assert.deepEqual(done.sort(), subjects.sort());
    assert.ok(Object.values(await jobs.readJobs()).every(({ state }) => state === "completed"));
  });

  await t.step("it never does more at once than it may, and as much as it may", async () => {
    await jobs.replaceJobs(9);
    let [now, most] = [0, 0];
    await jobs.createDrain(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
      return nothing;
    }, { concurrency: 3 })();
    assert.equal(most, 3);
  });

  await t.step("a ring while it works makes it look again at once", async () => {
    const [first] = await jobs.replaceJobs(1);
    const second = crypto.randomUUID();
    const started = new Set<string>();
    const hasStarted = (subject: string) => until(() => started.has(subject) || undefined);
    const ring = jobs.createDrain(async (subject) => {
      started.add(subject);
      // The first job ends only after the second has begun: without another look, never.
      await hasStarted(second);
      return nothing;
    });
    const drained = ring();
    await hasStarted(first!);
    await enqueueJobs(sql, [second]);
    assert.equal(ring(), drained, "there is one drain in an isolate");
    await drained;
    const { [first!]: one, [second]: other } = await jobs.readJobs();
    assert.deepEqual([one?.state, other?.state], ["completed", "completed"]);
  });

  await t.step("a ring after it has ended begins another", async () => {
    const seen: string[] = [];
    const ring = jobs.createDrain((subject) => {
      seen.push(subject);
      return Promise.resolve(nothing);
    });
    await jobs.replaceJobs(1);
    await ring();
    await jobs.replaceJobs(1);
    await ring();
    assert.equal(seen.length, 2);
  });
});

Deno.test("a drain does not outlive its worker", async (t) => {
  await using jobs = await startQueue();
  const { sql } = jobs.database;
  await using rings = await listenForRings(jobs.database.url);

  await t.step("in the second half of its life it begins nothing, and rings for the rest", async () => {
    await jobs.replaceJobs(3);
    await rings.take();
    const half = Date.now() + 500;
    const ring = jobs.createDrain(
      () => until(() => Date.now() > half ? nothing : undefined),
      { concurrency: 1, seconds: 1 },
    );
    await ring();
    const states = Object.values(await jobs.readJobs()).map(({ state, attempts }) => `${state} ${attempts}`);
    assert.deepEqual(states.sort(), ["completed 1", "queued 0", "queued 0"]);
    assert.equal(await rings.take(), 1);
  });

  await t.step("a job that is still running at the end is stopped and comes back", async () => {
    const [subject] = await jobs.replaceJobs(1);
    await jobs.createDrain((_, { signal }) => untilAborted(signal), { seconds: 1 })();
    const { [subject!]: job } = await jobs.readJobs();
    const message = "The work took longer than a worker lives";
    assert.deepEqual(job, { state: "queued", attempts: 1, code: "worker_out_of_time", message });
  });

  await t.step("a lease is kept for as long as the work takes", async () => {
    const [subject] = await jobs.replaceJobs(1);
    const [job] = await sql<[{ due_at: Date }]>`select due_at from private.jobs`;
    await jobs.createDrain(async () => {
      const [claimed] = await sql<[{ due_at: Date }]>`select due_at from private.jobs`;
      assert.ok(claimed.due_at > job.due_at);
      await until(async () => {
        const [now] = await sql<[{ due_at: Date }]>`select due_at from private.jobs`;
        return now.due_at > claimed.due_at || undefined;
      });
      return nothing;
    }, { leaseSeconds: 1 })();
    assert.deepEqual((await jobs.readJobs())[subject!]?.state, "completed");
  });

  await t.step("a lost lease stops the handler", async () => {
    const [subject] = await jobs.replaceJobs(1);
    await jobs.createDrain(async (_, { signal }) => {
      await sql`update private.jobs set lease_token = gen_random_uuid()`;
      return await untilAborted(signal);
    }, { leaseSeconds: 1 })();
    const { [subject!]: job } = await jobs.readJobs();
    assert.deepEqual([job?.state, job?.attempts, job?.code], ["running", 1, null]);
    assert.ok(jobs.logs.some((line) => line.includes("LeaseLost")));
  });

  await t.step("what a handler wants to store is not stored when its lease is lost", async () => {
    const [subject] = await jobs.replaceJobs(1);
    await jobs.createDrain(async () => {
      await sql`update private.jobs set lease_token = gen_random_uuid()`;
      return (tx) => tx`insert into public.settings values ('effect', '1', '')`;
    })();
    assert.equal((await sql`select from public.settings where key = 'effect'`).count, 0);
    assert.equal((await jobs.readJobs())[subject!]?.state, "running");
  });
});

async function untilAborted(signal: AbortSignal): Promise<never> {
  return await until<never>(() => void signal.throwIfAborted());
}
