import assert from "node:assert/strict";
import { createQueue } from "../../functions/worker/queue.ts";
import { connectDatabase } from "../../shared/db.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription, enqueueJobs } from "../support/rows.ts";

const failure = {
  code: "provider_unavailable",
  message: "openai answered 503: busy",
  retryable: true,
  retrySeconds: 0,
};

Deno.test("a job that fails comes back later, and is given up in the end", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const db = connectDatabase(database.url);
  await using _closed = { [Symbol.asyncDispose]: db.close };
  const queue = createQueue(db, 30);
  const person = await addPerson(sql);
  const entry = await addReadyEntry(sql, person);

  /** Fails the only job once and tells its state and how many seconds it has to wait, in one transaction: `now()` stands. */
  const failOnce = (retrySeconds = 0) =>
    sql.begin(async (tx) => {
      await tx`update private.jobs set due_at = now() where state in ('queued', 'running')`;
      const [row] = await tx`
        select private.fail_job(id, lease_token, 'code', 'Message', true, ${retrySeconds}) as state
        from private.claim_jobs(1, 30)`;
      const [job] = await tx`select extract(epoch from due_at - now())::int as seconds from private.jobs`;
      return { state: row?.state, seconds: job?.seconds };
    });
  const read = async (transcription: string) => {
    const [row] = await sql`
      select status, error_code, error_message, ended_at >= started_at as ended from public.transcriptions
      where id = ${transcription}`;
    const logs = await sql`
      select user_id, job_kind, code, message, attempts from public.error_logs where subject_id = ${transcription}`;
    return { row: { ...row }, logs: logs.map((log) => ({ ...log })) };
  };

  await t.step("each time it waits twice as long, five times at most", async () => {
    await enqueueJobs(sql, [crypto.randomUUID()]);
    for (const seconds of [2, 4, 8, 16]) assert.deepEqual(await failOnce(), { state: "queued", seconds });
    assert.equal((await failOnce()).state, "dead");
    assert.equal((await queue.claim(1)).length, 0);
    await sql`delete from private.jobs`;
  });

  await t.step("it waits as long as a provider asks for, and never less than it would by itself", async () => {
    await enqueueJobs(sql, [crypto.randomUUID()]);
    assert.equal((await failOnce(60)).seconds, 60);
    assert.equal((await failOnce(1)).seconds, 4);
    await sql`delete from private.jobs`;
  });

  await t.step("what cannot succeed is given up at once: its transcription fails and the log says why", async () => {
    const transcription = await addTranscription(sql, person, entry);
    const [job] = await queue.claim(1);
    await queue.fail(job!, { ...failure, retryable: false });
    const { code, message } = failure;
    assert.deepEqual(await read(transcription), {
      row: { status: "failed", error_code: code, error_message: message, ended: true },
      logs: [{ user_id: person.id, job_kind: "transcribe", code, message, attempts: 1 }],
    });
  });

  await t.step("a worker that vanishes in the last attempt is found by the clock", async () => {
    const transcription = await addTranscription(sql, person, entry);
    await sql`update private.jobs set max_attempts = 1 where subject_id = ${transcription}`;
    await queue.claim(1);
    await sql`select private.tick()`;
    assert.deepEqual((await read(transcription)).logs, []);
    await sql`update private.jobs set due_at = now() where subject_id = ${transcription}`;
    assert.equal((await queue.claim(1)).length, 0);
    await sql`select private.tick()`;
    const { row, logs } = await read(transcription);
    assert.deepEqual([row.status, row.error_code, logs.length], ["failed", "worker_lost", 1]);
  });

  await t.step("a piece that is given up fails its transcription once, however many are", async () => {
    const transcription = await addTranscription(sql, person, entry);
    await sql`delete from private.jobs`;
    await sql`
      insert into private.transcription_pieces (transcription_id, start_ms, end_ms)
      values (${transcription}, 0, 1), (${transcription}, 1, 2)`;
    const [first, second] = await queue.claim(2);
    await queue.fail(first!, { ...failure, message: "First", retryable: false });
    await queue.fail(second!, { ...failure, message: "Second", retryable: false });
    const { row } = await read(transcription);
    assert.deepEqual([row.status, row.error_message], ["failed", "First"]);
    const logs = await sql`select user_id from public.error_logs where job_kind = 'transcribe_piece'`;
    assert.deepEqual(logs.map((log) => log.user_id), [person.id, person.id]);
  });

  await t.step("a transcription that was cancelled stays so when its job is given up", async () => {
    const transcription = await addTranscription(sql, person, entry);
    const [job] = await queue.claim(1);
    await sql`update public.transcriptions set status = 'cancelled', ended_at = now() where id = ${transcription}`;
    await queue.fail(job!, { ...failure, retryable: false });
    const { row } = await read(transcription);
    assert.deepEqual([row.status, row.error_code], ["cancelled", null]);
  });

  await t.step("the queue's state counts what is due and what was given up", async () => {
    await sql`delete from private.jobs`;
    const empty = await sql`select * from private.queue_state()`;
    assert.deepEqual({ ...empty[0] }, { due: 0, dead: 0, oldest_due_seconds: 0 });
    await enqueueJobs(sql, [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]);
    const [first, second] = await queue.claim(2);
    await queue.fail(first!, { ...failure, retryable: false });
    await queue.fail(second!, failure);
    await sql`update private.jobs set due_at = now() - interval '1 minute' where state = 'queued' and attempts = 0`;
    const [state] = await sql`select due, dead, oldest_due_seconds >= 60 as old from private.queue_state()`;
    assert.deepEqual({ ...state }, { due: 1, dead: 1, old: true });
  });
});
