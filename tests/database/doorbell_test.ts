import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { platformParts } from "../support/platform_parts.ts";
import { addReadyEntry, addTranscription, enqueueJobs } from "../support/rows.ts";
import { listenForRings } from "../support/rings.ts";

const secrets = [
  { name: "stenobase_worker_url", secret: "https://project.supabase.co/functions/v1/worker" },
  { name: "stenobase_worker_key", secret: "sb_secret_of_the_worker" },
  { name: "somebody_elses", secret: "not for us" },
];

Deno.test("the database rings for the worker when there is work, and only then", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  await using rings = await listenForRings(database.url);
  const person = await addPerson(sql);
  const entry = await addReadyEntry(sql, person);

  await t.step("a queued transcription rings once, an inserted one that is done already does not", async () => {
    await addTranscription(sql, person, entry);
    assert.equal(await rings.take(), 1);
    await sql`
      insert into public.transcriptions (user_id, entry_id, provider, status, text, ended_at)
      values (${person.id}, ${entry}, 'text', 'completed', 'Text', now())`;
    assert.equal(await rings.take(), 0);
  });

  await t.step("the clock rings while something is due", async () => {
    await sql`select private.tick()`;
    assert.equal(await rings.take(), 1);
    await sql`select private.claim_jobs(1, 30)`;
    await sql`select private.tick()`;
    assert.equal(await rings.take(), 0);
    await sql`update private.jobs set due_at = now()`;
    await sql`select private.tick()`;
    assert.equal(await rings.take(), 1);
    await sql`delete from private.jobs`;
    await sql`select private.tick()`;
    assert.equal(await rings.take(), 0);
  });

  await t.step("asking for work that waits already does not ring again", async () => {
    const subject = crypto.randomUUID();
    await enqueueJobs(sql, [subject]);
    await enqueueJobs(sql, [subject]);
    assert.equal(await rings.take(), 1);
  });

  await t.step("work that is rolled back does not ring", async () => {
    await sql.begin(async (tx) => {
      await enqueueJobs(tx, [crypto.randomUUID()]);
      throw new Error("Undo");
    }).catch(() => {});
    assert.equal(await rings.take(), 0);
  });
});

Deno.test("on the platform the bell is one short HTTP call", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  await sql.unsafe(platformParts);
  await using rings = await listenForRings(database.url);
  const person = await addPerson(sql);
  const entry = await addReadyEntry(sql, person);
  const takeCalls = async () => (await sql`delete from net.calls returning *`).map((call) => ({ ...call }));

  await t.step("without both secrets it falls back to a notification", async () => {
    await sql`insert into vault.secrets ${sql(secrets.slice(1))}`;
    await addTranscription(sql, person, entry);
    assert.deepEqual([await rings.take(), await takeCalls()], [1, []]);
    await sql`insert into vault.secrets ${sql(secrets[0]!)}`;
  });

  await t.step("the key stands in its header and nowhere else", async () => {
    const transcription = await addTranscription(sql, person, entry);
    assert.deepEqual(await takeCalls(), [{
      url: "https://project.supabase.co/functions/v1/worker",
      body: {},
      params: {},
      headers: { apikey: "sb_secret_of_the_worker", "content-type": "application/json" },
      timeout_milliseconds: 2000,
    }]);
    assert.equal(await rings.take(), 0);
    const [rows] = await sql<[{ text: string }]>`
      select (select jsonb_agg(j) from private.jobs j)::text || to_jsonb(t) as text
      from public.transcriptions t where id = ${transcription}`;
    assert.doesNotMatch(rows.text, /sb_secret|supabase\.co/);
  });

  await t.step("one statement makes one call, however many rows it adds", async () => {
    await sql`
      insert into public.transcriptions (user_id, entry_id, provider)
      select ${person.id}, ${entry}, 'openai' from generate_series(1, 5)`;
    assert.equal((await takeCalls()).length, 1);
    await sql`
      insert into private.transcription_pieces (transcription_id, start_ms, end_ms)
      select (select id from public.transcriptions limit 1), n, n + 1 from generate_series(0, 19) as n`;
    assert.equal((await takeCalls()).length, 1);
  });

  await t.step("a bell that is broken undoes no work", async () => {
    await sql`alter function net.http_post rename to http_post_of_old`;
    await sql.unsafe(
      `create function net.http_post(text, jsonb, jsonb, jsonb, int) returns bigint language plpgsql as $$
      begin raise exception 'No such host'; end $$`,
    );
    const transcription = await addTranscription(sql, person, entry);
    const jobs = await sql`select state from private.jobs where subject_id = ${transcription}`;
    assert.deepEqual([...jobs], [{ state: "queued" }]);
  });
});
