import type postgres from "postgres";
import type { Person } from "./people.ts";

type Sql = postgres.Sql | postgres.TransactionSql;

/** An audio entry that was inspected, though nothing is in Storage. Returns its id. */
export async function addReadyEntry(sql: Sql, { id: userId }: Person): Promise<string> {
  const id = crypto.randomUUID();
  await sql`
    insert into public.entries (id, user_id, kind, source, status, object_path, object_etag, byte_size, container, codec,
      duration_ms)
    values (${id}, ${userId}, 'audio', 'upload', 'ready', ${`${userId}/${id}/sound.wav`}, 'etag', 9, 'wav', 'pcm-s16', 9)`;
  return id;
}

/** A queued transcription of an entry, which makes its job. Returns its id. */
export async function addTranscription(sql: Sql, { id: userId }: Person, entryId: string): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    insert into public.transcriptions (user_id, entry_id, provider) values (${userId}, ${entryId}, 'openai')
    returning id`;
  return row.id;
}

/** What the worker does to a transcription, step by step: a share that is done, or an end. */
export async function advance(sql: Sql, id: string, step: number | "completed" | "failed"): Promise<void> {
  if (step === "completed") {
    await sql`
      update public.transcriptions set status = 'completed', progress = 100, text = '', ended_at = now() where id = ${id}`;
  } else if (step === "failed") {
    await sql`
      update public.transcriptions set status = 'failed', error_code = 'provider_rejected', error_message = 'No speech',
        ended_at = now() where id = ${id}`;
  } else {
    await sql`
      update public.transcriptions set status = 'processing', progress = ${step}, started_at = coalesce(started_at, now())
      where id = ${id}`;
  }
}

/** Many transcriptions of many entries, of all statuses, some of one moment. Returns them as lists do, newest first; they make no jobs. */
export async function addTranscriptions(sql: postgres.Sql, { id: userId }: Person, howMany: number) {
  return await sql.begin(async (tx) => {
    await tx`set local session_replication_role = 'replica'`;
    return await tx<{ id: string; status: string }[]>`
      with of_entry as (
        insert into public.entries (user_id, kind, source, status)
        select ${userId}, 'text', 'typed', 'ready' from generate_series(1, ${howMany}::int) returning id
      ), numbered as (
        select id, row_number() over () as n from of_entry
      ), added as (
        insert into public.transcriptions (user_id, entry_id, provider, status, text, error_code, error_message,
          started_at, ended_at, created_at)
        select ${userId}, id, 'openai', status, '', case status when 'failed' then 'internal_error' end,
          case status when 'failed' then 'It failed' end, moment, case when n % 5 > 1 then moment end, moment
        from numbered,
          lateral (select (array['queued', 'processing', 'completed', 'failed', 'cancelled'])[n % 5 + 1] as status,
            '2026-01-01T00:00:00Z'::timestamptz + make_interval(secs => n / 3) as moment) as made
        returning id, status, created_at
      )
      select id, status from added order by created_at desc, id desc`;
  });
}

/** An endpoint that is told every event, or those that are named. Returns its id. */
export async function addWebhook(
  sql: Sql,
  { id: userId }: Person,
  { url = "https://receiver.example.com", events = [] as string[] } = {},
): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    insert into public.webhook_endpoints (user_id, url, events) values (${userId}, ${url}, ${events}) returning id`;
  return row.id;
}

/** A chat session about transcriptions. Returns its id. */
export async function addSession(sql: Sql, { id: userId }: Person, transcriptionIds: string[] = []): Promise<string> {
  const [{ id }] = await sql<[{ id: string }]>`
    insert into public.chat_sessions (user_id) values (${userId}) returning id`;
  await sql`
    insert into public.chat_session_sources (user_id, session_id, transcription_id)
    select ${userId}, ${id}, unnest(${transcriptionIds}::uuid[])`;
  return id;
}

/** A question in a session and its answer, or the answer that it waits for. Returns the id of the answer. */
export async function addTurn(
  sql: Sql,
  { id: userId }: Person,
  sessionId: string,
  { question = "Who?", answer = "Ann.", isWaiting = false } = {},
): Promise<string> {
  const [{ position }] = await sql<[{ position: number }]>`
    select coalesce(max(position) + 1, 0) as position from public.chat_messages where session_id = ${sessionId}`;
  await sql`
    insert into public.chat_messages (user_id, session_id, position, role, status, content, ended_at)
    values (${userId}, ${sessionId}, ${position}, 'user', 'completed', ${question}, now())`;
  const [{ id }] = await sql<[{ id: string }]>`
    insert into public.chat_messages (user_id, session_id, position, role, status, content, ended_at, lease_token,
      lease_until)
    values (${userId}, ${sessionId}, ${position + 1}, 'assistant', ${isWaiting ? "processing" : "completed"},
      ${isWaiting ? "" : answer}, ${isWaiting ? null : sql`now()`}, ${isWaiting ? crypto.randomUUID() : null},
      ${isWaiting ? sql`now() + interval '1 minute'` : null})
    returning id`;
  return id;
}

/** Makes jobs of kind `transcribe` for subjects that need not be there. */
export async function enqueueJobs(sql: Sql, subjectIds: string[]): Promise<void> {
  await sql`select private.enqueue_jobs('transcribe', ${subjectIds}::uuid[])`;
}

/** A summary of a transcript that is completed. Returns its id. */
export async function addDocument(sql: Sql, { id: userId }: Person, transcriptionId: string): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    insert into public.documents (user_id, transcription_id, kind, status, text, content, revision, started_at, ended_at)
    values (${userId}, ${transcriptionId}, 'summary', 'completed', 'In short.', '{"citations":[]}', 1, now(), now())
    returning id`;
  return row.id;
}
