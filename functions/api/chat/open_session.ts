import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Turn } from "../../../shared/language/types.ts";
import { demandSession, holdSession } from "./read_session.ts";

/** What is read for the prompt at most. */
const turnsRead = 40;

/** A session that may be asked: what it is about, and what was said in it, oldest first. */
export type OpenSession = { transcriptionIds: string[]; turns: Turn[] };

/**
 * Holds a session to ask it something, so that of two who do one comes first. An answer whose function was lost is given up.
 * `before` leaves out what was said from that position on; `title` is its title where it has none. One round trip. Throws
 * `session_not_found`, `session_archived`, `session_has_no_sources`.
 */
export async function openSession(
  tx: Transaction,
  id: string,
  { before, title = "" }: { before?: number | undefined; title?: string } = {},
): Promise<OpenSession> {
  const [held, , newest] = await Promise.all([
    holdSession(tx, id, title),
    tx`
      update public.chat_messages
      set status = 'failed', error_code = 'worker_lost', error_message = 'The function stopped in the middle of the answer',
        ended_at = now(), lease_token = null, lease_until = null
      where session_id = ${id} and status = 'processing' and lease_until < now()`,
    tx<Turn[]>`
      select role, content from public.chat_messages
      where session_id = ${id} and status in ('completed', 'cancelled') and content <> ''
        and ${before === undefined ? tx`true` : tx`position < ${before}`}
      order by position desc limit ${turnsRead}`,
  ]);
  const { status, transcription_ids } = demandSession(held, id);
  if (status === "archived") {
    throw new AppError("session_archived", "The session is archived: PATCH its status to 'active' before you go on");
  }
  if (transcription_ids.length === 0) {
    throw new AppError("session_has_no_sources", "The session is about nothing: POST /chat/sessions/{id}/sources");
  }
  return { transcriptionIds: transcription_ids, turns: newest.toReversed() };
}

/** The problem that somebody else is being answered. */
export function sessionBusy(): AppError {
  return new AppError(
    "session_busy",
    "The session is answering something else: wait until it has, or POST /chat/sessions/{id}/stop",
    { retrySeconds: 2 },
  );
}
