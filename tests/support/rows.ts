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

/** Makes jobs of kind `transcribe` for subjects that need not be there. */
export async function enqueueJobs(sql: Sql, subjectIds: string[]): Promise<void> {
  await sql`select private.enqueue_jobs('transcribe', ${subjectIds}::uuid[])`;
}
