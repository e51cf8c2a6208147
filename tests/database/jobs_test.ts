import assert from "node:assert/strict";
import { createQueue } from "../../functions/worker/queue.ts";
import { connectDatabase } from "../../shared/db.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { enqueueJobs } from "../support/rows.ts";
import { until } from "../support/until.ts";

const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
const failure = { code: "code", message: "Message", retryable: true, retrySeconds: 0 };

Deno.test("a job is done once, by whoever holds its lease", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const db = connectDatabase(database.url, { connections: 8 });
  await using _closed = { [Symbol.asyncDispose]: db.close };
  const queue = createQueue(db, 30);
  const person = await addPerson(sql);
  const addSetting = (key: string) => sql`insert into public.settings values (${key}, '1', '')`;
  const stateOf = async (subjectId: string) => {
    const [job] = await sql`select state, attempts, error_code from private.jobs where subject_id = ${subjectId}`;
    return { ...job };
  };

  await t.step("eight workers at once share two hundred jobs, and none gets one twice", async () => {
    await enqueueJobs(sql, ids(200));
    const claimed: number[] = [];
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (let jobs = await queue.claim(3); jobs.length > 0; jobs = await queue.claim(3)) {
        claimed.push(...jobs.map(({ id }) => id));
      }
    }));
    assert.deepEqual([claimed.length, new Set(claimed).size], [200, 200]);
    assert.equal((await queue.claim(3)).length, 0);
    await sql`delete from private.jobs`;
  });

  await t.step("what waited longest comes first", async () => {
    const [first, second] = ids(2) as [string, string];
    await enqueueJobs(sql, [second, first]);
    await sql`update private.jobs set due_at = now() - interval '1 minute' where subject_id = ${first}`;
    assert.equal((await queue.claim(1))[0]?.subjectId, first);
    assert.equal((await queue.claim(1))[0]?.subjectId, second);
    await sql`delete from private.jobs`;
  });

  await t.step("asking twice for work that waits or runs asks once, and again when it is done", async () => {
    const [subject] = ids(1) as [string];
    const countJobs = async () => (await sql`select 1 as one from private.jobs where subject_id = ${subject}`).length;
    await enqueueJobs(sql, [subject, subject]);
    await enqueueJobs(sql, [subject]);
    const [job] = await queue.claim(1);
    await enqueueJobs(sql, [subject]);
    assert.equal(await countJobs(), 1);
    await queue.complete(job!, () => Promise.resolve());
    await enqueueJobs(sql, [subject]);
    assert.equal(await countJobs(), 2);
    await sql`delete from private.jobs`;
  });

  await t.step("the job of a worker that was killed comes back when its lease ends, and not before", async () => {
    const [subject] = ids(1) as [string];
    await enqueueJobs(sql, [subject]);
    const [killed] = await createQueue(db, 1).claim(1);
    assert.equal((await queue.claim(1)).length, 0);
    const again = await until(async () => (await queue.claim(1))[0]);
    assert.deepEqual([again.id, again.attempts], [killed!.id, 2]);
    assert.notEqual(again.leaseToken, killed!.leaseToken);
    await sql`delete from private.jobs`;
  });

  await t.step("a lease that is renewed keeps others away", async () => {
    await enqueueJobs(sql, ids(1));
    const [job] = await createQueue(db, 1).claim(1);
    assert.deepEqual(await queue.renew([job!]), new Set([job!.id]));
    const [row] = await sql`select due_at > now() + interval '20 seconds' as longer from private.jobs`;
    assert.equal(row?.longer, true);
    await sql`delete from private.jobs`;
  });

  await t.step("a stale lease neither completes nor fails nor renews, and its effect is undone", async () => {
    const [subject] = ids(1) as [string];
    await enqueueJobs(sql, [subject]);
    const [stale] = await queue.claim(1);
    await sql`update private.jobs set due_at = now()`;
    const [ours] = await queue.claim(1);
    await assert.rejects(queue.complete(stale!, (tx) => tx`insert into public.settings values ('stale', '1', '')`), {
      code: "SB001",
    });
    assert.equal((await sql`select key from public.settings where key = 'stale'`).length, 0);
    await queue.fail(stale!, { ...failure, retryable: false });
    assert.deepEqual(await queue.renew([stale!]), new Set());
    assert.deepEqual(await stateOf(subject), { state: "running", attempts: 2, error_code: null });
    await queue.complete(ours!, (tx) => tx`insert into public.settings values ('ours', '1', '')`);
    assert.equal((await sql`select key from public.settings where key = 'ours'`).length, 1);
    assert.equal((await stateOf(subject)).state, "completed");
    await assert.rejects(queue.complete(ours!, () => Promise.resolve()), { code: "SB001" });
  });

  await t.step("what is old is forgotten, by the settings, and nothing else is", async () => {
    await addSetting("unrelated");
    await sql`delete from private.jobs`;
    await sql`
      insert into private.jobs (kind, subject_id, state, finished_at, error_code, error_message)
      select 'transcribe', gen_random_uuid(), state, now() - make_interval(days => days), 'code', state || ' ' || days
      from (values ('completed', 6), ('completed', 8), ('dead', 8), ('dead', 89), ('dead', 91)) as jobs (state, days)`;
    await sql`insert into private.jobs (kind, subject_id, created_at) values ('transcribe', gen_random_uuid(), '2001-01-01')`;
    await sql`
      insert into public.error_logs (user_id, job_kind, subject_id, code, message, attempts, created_at)
      select ${person.id}, 'transcribe', gen_random_uuid(), 'code', days::text, 1, now() - make_interval(days => days)
      from unnest(array[89, 91]) as days`;
    await sql`
      insert into public.events (user_id, type, subject_id, data, created_at)
      select ${person.id}, 'transcription.queued', gen_random_uuid(), to_jsonb(days), now() - make_interval(days => days)
      from unnest(array[6, 8]) as days`;
    await sql`select private.forget_old_rows()`;
    const jobs = await sql<{ left: string | null }[]>`select error_message as left from private.jobs order by id`;
    assert.deepEqual(jobs.map(({ left }) => left), ["completed 6", "dead 8", "dead 89", null]);
    const events = await sql`select data from public.events where jsonb_typeof(data) = 'number'`;
    assert.deepEqual(events.map(({ data }) => data), [6]);
    const logs = await sql`select message from public.error_logs`;
    assert.deepEqual(logs.map(({ message }) => message), ["89"]);
  });
});
