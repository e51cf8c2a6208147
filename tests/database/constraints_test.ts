import assert from "node:assert/strict";
import { addApiKey } from "../support/api_keys.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addSession, addTranscription, addTurn, addWebhook } from "../support/rows.ts";

/**
 * For each constraint, what a sound row would have to become to break it. Primary keys speak for themselves, and so do the
 * unique keys that hold one, which are there for the foreign keys that point to them.
 */
const changes: Record<string, Record<string, string>> = {
  "public.settings": {
    kind_is_known: "kind = 'list'",
    all_but_switches_have_bounds: "minimum = null",
    value_obeys_its_rule: "value = '-1'",
    default_obeys_its_rule: "default_value = '-1'",
  },
  "public.entries": {
    entries_user_id_fkey: "user_id = gen_random_uuid()",
    kind_is_known: "kind = 'video', object_path = null",
    source_is_known: "source = 'rumour'",
    status_is_known: "status = 'lost'",
    title_is_short: "title = repeat('x', 201)",
    tags_are_few: "tags = array_fill('x'::text, array[21])",
    sizes_are_not_negative: "byte_size = -1",
    only_audio_has_an_object: "object_path = null",
    ready_audio_was_inspected: "duration_ms = null",
    an_object_belongs_to_one_entry: "object_path = (select object_path from public.entries where id <> t.id)",
    link_is_short: "source = 'link', link = repeat('x', 2049)",
    what_comes_by_link_has_one: "link = 'https://example.com/talk.mp3'",
    only_links_are_imported: "status = 'importing'",
    failed_has_error: "status = 'failed', source = 'link', link = 'https://example.com', error_code = 'internal_error'",
    clip_end_is_after_its_start: "clip_start_ms = 5, clip_end_ms = 5",
    sha256_is_hexadecimal: "sha256 = repeat('G', 64)",
  },
  "public.transcriptions": {
    status_is_known: "status = 'done'",
    progress_is_a_percentage: "progress = 101",
    confidence_is_a_share: "confidence = 1.1",
    completed_has_text: "status = 'completed', ended_at = now()",
    failed_has_error: "status = 'failed', ended_at = now(), error_code = 'internal_error'",
    processing_has_started: "status = 'processing'",
    ended_has_a_time: "status = 'cancelled'",
    end_is_after_start: "status = 'cancelled', started_at = now(), ended_at = now() - interval '1 second'",
    clip_end_is_after_its_start: "clip_start_ms = 5, clip_end_ms = 5",
    webhook_url_is_short: "webhook_url = repeat('x', 2001)",
    documents_are_a_list: "documents = '{}'",
    a_prompt_has_a_version: "prompt_version = 1",
    a_transcription_has_its_entrys_owner: "entry_id = (select id from public.entries where user_id <> t.user_id)",
  },
  "public.segments": {
    position_is_not_negative: "position = -1",
    times_come_in_pairs: "start_ms = 0, end_ms = null",
    end_is_after_start: "start_ms = 1, end_ms = 0",
    words_are_a_list: "words = '{}'",
    a_segment_has_its_transcriptions_owner: "user_id = (select id from auth.users where id <> t.user_id)",
  },
  "public.transcription_changes": {
    kind_is_known: "kind = 'typo'",
    only_a_change_of_a_segment_has_a_position: "kind = 'merge', position = 0",
    a_change_makes_a_later_revision: "revision = 1",
    what_changed_is_an_object: "after = '[]'",
    a_change_has_its_transcriptions_owner: "user_id = (select id from auth.users where id <> t.user_id)",
  },
  "public.events": {
    events_user_id_fkey: "user_id = gen_random_uuid()",
    type_says_what_happened_to_what: "type = 'transcription'",
  },
  "public.usage_daily": {
    usage_daily_user_id_fkey: "user_id = gen_random_uuid()",
    counts_are_not_negative: "audio_ms = -1",
  },
  "public.error_logs": {
    error_logs_user_id_fkey: "user_id = gen_random_uuid()",
    what_failed_is_a_job_or_a_request: "job_kind = null",
  },
  "public.audit_logs": {
    action_says_what_was_done_to_what: "action = 'user'",
    subject_is_short: "subject = ''",
    detail_is_an_object: "detail = '[]'",
  },
  "private.forgotten_rows": {},
  "private.restores": { transactions_are_never_counted_back: "transactions_ahead = -1" },
  "public.user_limits": {
    user_limits_user_id_fkey: "user_id = gen_random_uuid()",
    limits_are_not_negative: "submissions_per_day = 5, monthly_audio_seconds = -1",
  },
  "private.metrics": { values_are_not_negative: "value = -1" },
  "private.usage_of_the_gone": { there_is_one_row: "is_the_only_row = false" },
  "private.paces": {},
  "private.idempotency_keys": {
    idempotency_keys_user_id_fkey: "user_id = gen_random_uuid()",
    state_is_known: "state = 'lost'",
    held_has_a_lock: "state = 'held', lock_token = gen_random_uuid()",
    answered_has_a_reply: "state = 'answered', status = 200",
    a_key_is_one_request_of_a_user: "key_hash = 'a'",
  },
  "public.api_keys": {
    api_keys_user_id_fkey: "user_id = gen_random_uuid()",
    name_is_short: "name = ''",
    prefix_is_the_beginning_of_a_key: "prefix = 'sk_abcdef'",
    hash_is_a_sha256: "hash = 'sbk_'",
    scopes_are_few: "scopes = '{}'",
    a_hash_is_of_one_key: "hash = (select hash from public.api_keys where id <> t.id)",
  },
  "public.webhook_endpoints": {
    webhook_endpoints_user_id_fkey: "user_id = gen_random_uuid()",
    url_is_short: "url = repeat('x', 2001)",
    description_is_short: "description = repeat('x', 201)",
    events_are_few: "events = array_fill('x'::text, array[51])",
    status_is_known: "status = 'asleep'",
    paused_has_a_reason: "status = 'paused'",
    failures_are_not_negative: "failures = -1",
    rotated_has_a_time: "secret_version = 2",
  },
  "public.webhook_deliveries": {
    webhook_deliveries_user_id_fkey: "user_id = gen_random_uuid(), endpoint_id = null, url = 'https://example.com'",
    status_is_known: "status = 'lost', next_attempt_at = null",
    it_goes_to_an_endpoint_or_a_url: "url = 'https://example.com'",
    attempts_are_not_negative: "attempts = -1",
    pending_has_a_next_attempt: "next_attempt_at = null",
    delivered_has_a_time: "status = 'delivered', next_attempt_at = null",
    failed_has_error: "status = 'failed', next_attempt_at = null",
    excerpt_is_short: "response_excerpt = repeat('x', 501)",
    an_endpoint_is_told_an_event_once: "event_id = 1",
    a_url_is_told_an_event_once: "endpoint_id = null, url = 'https://example.com', event_id = 2",
    a_delivery_has_its_endpoints_owner: "user_id = (select id from auth.users where id <> t.user_id)",
  },
  "private.webhook_url_secrets": {
    webhook_url_secrets_user_id_fkey: "user_id = gen_random_uuid()",
  },
  "public.chat_sessions": {
    chat_sessions_user_id_fkey: "user_id = gen_random_uuid()",
    title_is_short: "title = repeat('x', 201)",
    status_is_known: "status = 'asleep'",
  },
  "public.chat_session_sources": {
    a_source_has_its_sessions_owner: "session_id = gen_random_uuid()",
    a_source_has_its_transcriptions_owner: "transcription_id = gen_random_uuid()",
  },
  "public.chat_messages": {
    chat_messages_user_id_fkey: "user_id = gen_random_uuid(), session_id = null, position = null, question = 'Who?', " +
      "transcription_ids = array[gen_random_uuid()]",
    role_is_known: "role = 'system'",
    status_is_known: "status = 'asleep', ended_at = null",
    finish_reason_is_known: "finish_reason = 'bored'",
    what_a_user_says_is_complete: "role = 'user', status = 'cancelled'",
    only_answers_stand_outside_a_session: "role = 'user', session_id = null, position = null, question = 'Who?', " +
      "transcription_ids = array[gen_random_uuid()]",
    only_what_stands_outside_a_session_has_its_question: "question = 'Who?'",
    a_session_gives_a_position: "position = null",
    questions_are_short: "role = 'user', content = repeat('x', 4001)",
    sources_are_few: "session_id = null, position = null, question = 'Who?', transcription_ids = '{}'",
    citations_are_a_list: "citations = '{}'",
    counts_are_not_negative: "input_tokens = -1",
    failed_has_error: "status = 'failed'",
    ended_has_a_time: "ended_at = null",
    a_lease_has_an_end: "lease_token = gen_random_uuid()",
    what_a_session_waits_for_has_a_lease: "status = 'processing', ended_at = null",
    a_place_in_a_session_is_one_messages: "position = 0",
    a_message_has_its_sessions_owner: "session_id = gen_random_uuid()",
    one_answer_at_a_time_in_a_session: "status = 'processing', ended_at = null, lease_token = gen_random_uuid(), " +
      "lease_until = now()",
  },
  "public.prompts": {
    kind_is_known: "kind = 'poem'",
    version_is_positive: "version = 0",
    text_is_not_empty: "text = ' '",
    text_is_short: "text = repeat('x', 20001)",
    one_prompt_of_a_kind_is_active: "kind = 'summary', version = 2",
  },
  "public.documents": {
    kind_is_known: "kind = 'poem'",
    status_is_known: "status = 'lost'",
    options_are_an_object: "options = '[]'",
    a_translation_has_a_language: "kind = 'translation'",
    what_is_custom_has_a_prompt: "kind = 'custom'",
    content_is_an_object: "text = '', content = '[]', revision = 1",
    report_is_an_object: "report = '[]'",
    text_content_and_revision_come_together: "text = ''",
    completed_has_text: "status = 'completed', ended_at = now()",
    failed_has_error: "status = 'failed', ended_at = now(), error_code = 'internal_error'",
    processing_has_started: "status = 'processing'",
    ended_has_a_time: "status = 'cancelled'",
    end_is_after_start: "status = 'cancelled', started_at = now(), ended_at = now() - interval '1 second'",
    tokens_are_not_negative: "output_tokens = -1",
    a_document_has_its_transcriptions_owner: "user_id = (select id from auth.users where id <> t.user_id)",
  },
  "private.document_pieces": {
    document_pieces_document_id_fkey: "document_id = gen_random_uuid()",
    its_place_is_not_negative: "start_offset = -1",
    finished_has_a_revision: "result = '{}'",
    pieces_of_a_document_do_not_start_together: "segment = 0",
  },
  "private.jobs": {
    traceparent_names_a_span: "traceparent = '00-1-1-01'",
    kind_is_known: "kind = 'nap'",
    state_is_known: "state = 'asleep'",
    running_has_a_lease: "state = 'running'",
    finished_has_a_time: "state = 'completed'",
    dead_has_an_error: "state = 'dead', finished_at = now()",
    one_live_job_per_kind_and_subject:
      "kind = 'transcribe', subject_id = (select subject_id from private.jobs limit 1)",
  },
  "private.dispatches": {
    state_is_known: "state = 'asleep'",
    answered_has_an_answer: "state = 'answered'",
    one_open_dispatch_for_the_same_audio: "piece_id = null",
  },
  "private.imports": {
    imports_entry_id_fkey: "entry_id = gen_random_uuid()",
    size_is_positive: "byte_size = 0",
  },
  "private.objects_to_remove": {},
  "private.transcription_pieces": {
    transcription_pieces_transcription_id_fkey: "transcription_id = gen_random_uuid()",
    end_is_after_start: "start_ms = 5, end_ms = 5",
    pieces_do_not_start_together: "start_ms = (select min(start_ms) from private.transcription_pieces)",
  },
};

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
    const expected = Object.entries(changes).flatMap(([table, all]) =>
      Object.keys(all).map((name) => `${table}.${name}`)
    );
    const full = rows.map(({ name }) =>
      (name.startsWith("private.") ? name : `public.${name}`).replace(".private.", ".")
    );
    assert.deepEqual(full.sort(), expected.sort());
  });

  for (const [table, constraints] of Object.entries(changes)) {
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
