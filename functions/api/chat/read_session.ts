import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import type { MessageRow, SessionRow } from "./schemas.ts";
import { messageColumns } from "./schemas.ts";

const sourceIds = (tx: Transaction) =>
  tx`array(
    select transcription_id from public.chat_session_sources
    where session_id = s.id order by created_at, transcription_id
  )`;

/** The columns of a session, where sessions are `s`. */
export const sessionColumns = (tx: Transaction) =>
  tx`s.id, s.title, s.status, s.created_at, s.updated_at, ${sourceIds(tx)} as transcription_ids`;

/** One session of the caller's. Throws `session_not_found`. */
export async function readSession(tx: Transaction, id: string): Promise<SessionRow> {
  return demandSession(
    await tx<SessionRow[]>`select ${sessionColumns(tx)} from public.chat_sessions s where id = ${id}`,
    id,
  );
}

/**
 * Makes whoever else wants to change what belongs to a session wait until this is committed; `title` is its title where it has
 * none.
 */
export function holdSession(tx: Transaction, id: string, title = "") {
  return tx<{ status: SessionRow["status"]; transcription_ids: string[] }[]>`
    update public.chat_sessions s set updated_at = now(), title = case title when '' then ${title} else title end
    where id = ${id}
    returning s.status, ${sourceIds(tx)} as transcription_ids`;
}

/** What was found of a session. What is not yours is not there: both throw `session_not_found`. */
export function demandSession<Row>([session]: readonly Row[], id: string): Row {
  if (session) return session;
  throw new AppError("session_not_found", `You have no session '${id}': GET /chat/sessions lists yours`);
}

/** One message of the caller's, in a session or outside of any. Throws `message_not_found`. */
export async function readMessage(tx: Transaction, id: string): Promise<MessageRow> {
  const [message] = await tx<MessageRow[]>`
    select ${tx(messageColumns)} from public.chat_messages where id = ${id}`;
  if (message) return message;
  throw new AppError("message_not_found", `You have no message '${id}': they go with their session, or after a time`);
}
