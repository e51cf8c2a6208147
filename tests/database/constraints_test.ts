import assert from "node:assert/strict";
import { addApiKey } from "../support/api_keys.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addSession, addTranscription, addTurn, addWebhook } from "../support/rows.ts";
import { breaches } from "./constraint_breaches.ts";

Deno.test("each constraint refuses what its name says", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const [owner, stranger] = [await addPerson(sql), await addPerson(sql)];
  const entry = await addReadyEntry(sql, owner);
  const transcription = await addTranscription(sql, owner, entry);
  await addReadyEntry(sql, stranger);
  await addTranscription(sql, owner, entry);
  await sql`insert into public.segments ${
    sql({ user_id: owner.id, transcription_id: transcription, position: 0, text: "" })
  }`;
  await sql`
    insert into private.dispatches (user_id, transcription_id, piece_id, provider)
    values (${owner.id}, ${transcription}, null, 'x'), (${owner.id}, ${transcription}, gen_random_uuid(), 'x')`;
  await sql`insert into private.imports (entry_id, upload_id) values (${entry}, 'upload')`;
  await sql`
    insert into public.transcription_changes (user_id, transcription_id, revision, kind, before, after)
    values (${owner.id}, ${transcription}, 2, 'speakers', '{}', '{}')`;
  await addApiKey(sql, owner);
  await addApiKey(sql, owner);
  await sql`insert into public.usage_daily (user_id) values (${owner.id})`;
  await sql`insert into private.usage_of_the_gone default values`;
  await sql`insert into private.metrics (isolate, name, labels, value) values (gen_random_uuid(), 'name', '{}', 1)`;
  await sql`select private.audit('user.created', ${owner.id})`;
  await sql`insert into public.user_limits (user_id) values (${owner.id})`;
  await sql`
    insert into private.idempotency_keys (user_id, key_hash, request_hash, state)
    values (${owner.id}, 'a', '', 'free'), (${owner.id}, 'b', '', 'free')`;
  await sql`
    insert into public.error_logs (user_id, job_kind, subject_id, code, message, attempts)
    values (${owner.id}, 'transcribe', ${transcription}, 'code', 'message', 1)`;
  await sql`
    insert into private.transcription_pieces (transcription_id, start_ms, end_ms)
    values (${transcription}, 0, 10), (${transcription}, 10, 20)`;
  const session = await addSession(sql, owner, [transcription]);
  await addTurn(sql, owner, session, { isWaiting: true });
  await addTurn(sql, owner, session);
  await addSession(sql, owner);
  const [{ id: document }] = await sql<[{ id: string }]>`
    insert into public.documents (user_id, transcription_id, kind) values (${owner.id}, ${transcription}, 'summary')
    returning id`;
  await sql`insert into private.document_pieces (document_id, segment) values (${document}, 0), (${document}, 1)`;
  const webhook = await addWebhook(sql, owner);
  await sql`
    insert into public.webhook_deliveries (user_id, endpoint_id, url, event_id, type, data)
    values (${owner.id}, null, 'https://example.com', 2, 'webhook.test', '{}'),
      (${owner.id}, ${webhook}, null, 1, 'webhook.test', '{}'),
      (${owner.id}, ${webhook}, null, 3, 'webhook.test', '{}')`;
  await addWebhook(sql, owner);
  await sql`insert into private.restores (transactions_ahead) values (0)`;
  await sql`insert into private.webhook_url_secrets values (${owner.id}, 2, now())`;

  await t.step("no constraint is left out", async () => {
    const rows = await sql<{ name: string }[]>`
      select conrelid::regclass || '.' || conname as name from pg_constraint c
      where connamespace in ('public'::regnamespace, 'private'::regnamespace) and contype in ('c', 'f', 'u', 'x')
        and not (contype = 'u' and conkey @> (select conkey from pg_constraint where conrelid = c.conrelid and contype = 'p'))
      union
      select indrelid::regclass || '.' || indexrelid::regclass::text from pg_index
      where indisunique and not indisprimary and indpred is not null
        and indrelid in (select oid from pg_class where relnamespace in ('public'::regnamespace, 'private'::regnamespace))`;
    const expected = Object.entries(breaches).flatMap(([table, all]) =>
      Object.keys(all).map((name) => `${table}.${name}`)
    );
    const full = rows.map(({ name }) =>
      (name.startsWith("private.") ? name : `public.${name}`).replace(".private.", ".")
    );
    assert.deepEqual(full.sort(), expected.sort());
  });

  for (const [table, constraints] of Object.entries(breaches)) {
    for (const [name, change] of Object.entries(constraints)) {
      await t.step(`${table}: ${name}`, async () => {
        const broken = sql.unsafe(`
          update ${table} t set ${change}
          where t.ctid = (select ctid from ${table} order by ctid desc limit 1)`);
        await assert.rejects(broken, { constraint_name: name });
      });
    }
  }

  await t.step("a transcription of somebody else's entry cannot be added, even by the service", async () => {
    const added = addTranscription(sql, stranger, entry);
    await assert.rejects(added, { constraint_name: "a_transcription_has_its_entrys_owner" });
  });

  await t.step("whoever leaves takes along what was theirs", async () => {
    await sql`delete from auth.users where id = ${owner.id}`;
    const [left] = await sql`
      select (select count(*) from public.entries where user_id = ${owner.id})::int as entries,
        (select count(*) from public.transcriptions)::int as transcriptions,
        (select count(*) from public.segments)::int as segments,
        (select count(*) from public.transcription_changes)::int as changes,
        (select count(*) from public.events where user_id = ${owner.id})::int as events,
        (select count(*) from private.transcription_pieces)::int as pieces,
        (select count(*) from public.error_logs where user_id is null)::int as logs`;
    assert.deepEqual({ ...left }, {
      entries: 0,
      transcriptions: 0,
      segments: 0,
      changes: 0,
      events: 0,
      pieces: 0,
      logs: 1,
    });
  });
});
