import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { addDocument, addReadyEntry, addSession, addTranscription, addTurn, advance } from "../support/rows.ts";

Deno.test("statistics", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const admin = await addPerson(sql, { isAdmin: true });
  const [ann, visitor] = [await addPerson(sql), await addPerson(sql, { isAnonymous: true })];
  await sql`update auth.users set created_at = now()`;
  const entry = await addReadyEntry(sql, ann);
  const [done, failed, old] = [
    await addTranscription(sql, ann, entry),
    await addTranscription(sql, ann, entry),
    await addTranscription(sql, ann, entry),
  ];
  await addTranscription(sql, ann, entry);
  await advance(sql, done, 50);
  await advance(sql, done, "completed");
  await advance(sql, failed, "failed");
  await addDocument(sql, ann, done);
  await addTurn(sql, ann, await addSession(sql, ann, [done]));
  await sql`update public.transcriptions set created_at = now() - interval '40 days' where id = ${old}`;
  await sql`update auth.users set created_at = now() - interval '40 days' where id = ${ann.id}`;
  await sql`delete from public.usage_daily`;
  await sql`
    insert into public.usage_daily (user_id, day, audio_ms, input_tokens, output_tokens)
    select id, (now() at time zone 'utc')::date - back, 1000, 10, 1
    from unnest(array[${ann.id}, ${visitor.id}]::uuid[]) as id, unnest(array[0, 40]) as back`;
  await sql`
    insert into public.error_logs (job_kind, subject_id, code, message, attempts)
    select 'transcribe', ${failed}, code, '', 1 from unnest(array['internal_error', 'internal_error', 'worker_lost']) as code`;
  await sql`
    update private.jobs set state = 'dead', finished_at = now(), error_code = 'code', error_message = 'Message'
    where subject_id = ${failed}`;
  await sql`update private.jobs set due_at = now() - interval '1 minute' where subject_id = ${old}`;
  const gone = await addPerson(sql);
  await sql`insert into public.usage_daily (user_id, audio_ms, input_tokens, output_tokens) values (${gone.id}, 500, 5, 5)`;
  await sql`delete from auth.users where id = ${gone.id}`;
  const read = async (query = "") => {
    const response = await api.call(admin, "GET", `/admin/stats${query}`);
    assert.equal(response.status, 200);
    return await response.json();
  };

  await t.step("tell how much there is of everything, whenever it came, and what was used by whomever", async () => {
    const { days: _, queue: { oldest_due_seconds, ...queue }, ...all } = await read();
    assert.deepEqual(all, {
      users: { total: 3, admins: 1, anonymous: 1, active: 2 },
      entries: 1,
      storage_bytes: 9,
      transcriptions: { queued: 2, processing: 0, completed: 1, failed: 1, cancelled: 0 },
      documents: { queued: 0, processing: 0, completed: 1, failed: 0, cancelled: 0 },
      answers: { queued: 0, processing: 0, completed: 1, failed: 0, cancelled: 0 },
      audio_ms: 4500,
      input_tokens: 45,
      output_tokens: 9,
    });
    assert.equal(queue.dead, 1);
    assert(oldest_due_seconds >= 60 && oldest_due_seconds < 120, `${oldest_due_seconds}`);
  });

  await t.step("tell what each of the last days brought, newest first, in UTC", async () => {
    const { days } = await read();
    assert.equal(days.length, 30);
    const [today, yesterday] = days;
    assert(today.day > yesterday.day);
    assert.deepEqual(today, {
      day: new Date().toISOString().slice(0, 10),
      new_users: 2,
      active_users: 2,
      transcriptions: { queued: 1, processing: 0, completed: 1, failed: 1, cancelled: 0 },
      ...{ audio_ms: 2000, input_tokens: 20, output_tokens: 2, documents: 1, answers: 1 },
      errors: { code: 1, internal_error: 2, worker_lost: 1 },
    });
    assert.deepEqual({ ...yesterday, day: "" }, {
      day: "",
      new_users: 0,
      active_users: 0,
      transcriptions: { queued: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 },
      ...{ audio_ms: 0, input_tokens: 0, output_tokens: 0, documents: 0, answers: 0 },
      errors: {},
    });
  });

  await t.step("go back as far as is asked for, a year at most", async () => {
    const { days } = await read("?days=41");
    assert.deepEqual([days.length, days[40].transcriptions.queued, days[40].new_users], [41, 1, 1]);
    assert.equal((await read("?days=1")).days.length, 1);
    assert.equal((await api.call(admin, "GET", "/admin/stats?days=367")).status, 422);
  });
});
