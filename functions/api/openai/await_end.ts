import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { demandTranscription } from "../transcriptions/read_transcription.ts";
import type { Status } from "../transcriptions/schemas.ts";

/** How a transcription ended. */
export type RunEnd = {
  status: Status;
  error_code: string | null;
  error_message: string | null;
  own_key: boolean;
  /** Of what was transcribed, in milliseconds. */
  duration_ms: number;
};

/**
 * Waits for the end of a transcription: one short query at a time, `poll` milliseconds apart at most. Undefined where it has
 * not come at the moment `until` (milliseconds since 1970), or the caller has gone. Throws `transcription_not_found`, also
 * when it is deleted meanwhile.
 */
export async function awaitEnd(
  db: Database,
  caller: Caller,
  id: string,
  { poll, until, gone }: { poll: number; until: number; gone: AbortSignal },
): Promise<RunEnd | undefined> {
  // Short recordings take a moment: looked at often at first.
  for (let pause = poll / 8;; pause = Math.min(poll, pause * 1.3)) {
    const rows = await db.asUser(caller, (tx) =>
      tx<(RunEnd & { ended: boolean })[]>`
        select t.status, t.error_code, t.error_message, t.own_key, t.ended_at is not null as ended,
          coalesce(t.audio_ms, e.duration_ms, 0) as duration_ms
        from public.transcriptions t join public.entries e on e.id = t.entry_id
        where t.id = ${id}`);
    const { ended, ...end } = demandTranscription(rows, id);
    if (ended) return end;
    const left = until - Date.now();
    if (left <= 0 || gone.aborted) return undefined;
    // Rejects when the caller is gone, which is no failure.
    await sleep(Math.min(pause, left), undefined, { signal: gone }).catch(() => {});
  }
}
