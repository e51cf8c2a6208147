import type postgres from "postgres";
import type { TestApi } from "./api.ts";
import { createTestWorker, type TestWorker, transcriberOf } from "./worker.ts";

/** The time for which an entry was to be kept is over. */
export async function expire(sql: postgres.Sql, id: string): Promise<void> {
  await sql`update public.entries set expires_at = now() where id = ${id}`;
}

/** Makes an entry one that nobody has touched for so long, such as '1 day'. */
export async function leaveFor(sql: postgres.Sql, id: string, time: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = 'replica'`;
    await tx`update public.entries set updated_at = now() - ${time}::interval where id = ${id}`;
  });
}

/** Lets the clock tick and the worker do what is due; what it transcribes becomes one word. */
export async function tick(api: TestApi, worker: TestWorker = createListener(api)): Promise<void> {
  await api.database.sql`select private.tick()`;
  await worker.ring();
}

/** A worker that hears one word in any audio, and may do something meanwhile. */
export function createListener(api: TestApi, meanwhile = async () => {}): TestWorker {
  const heard = { text: "Heard.", segments: [{ text: "Heard.", start_ms: 0, end_ms: 100 }] };
  return createTestWorker(api, transcriberOf(() => meanwhile().then(() => heard)));
}

/** The jobs of one subject that are not completed, as `kind state`, oldest first. */
export async function jobsOf(sql: postgres.Sql, id: string): Promise<string[]> {
  const rows = await sql<{ job: string }[]>`
    select kind || ' ' || state as job from private.jobs where subject_id = ${id} and state <> 'completed' order by id`;
  return rows.map(({ job }) => job);
}
