import type { z } from "zod";
import type { Caller } from "../../../shared/auth.ts";
import type { Query, Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { createNewestFirstCursors } from "../page.ts";
import { demandSession, holdSession, readSession, sessionColumns } from "./read_session.ts";
import { mostSources, type NewSession, type SessionPatch, type SessionRow, type SessionsQuery } from "./schemas.ts";

export const sessionCursors = createNewestFirstCursors("sessions");

/** The caller's sessions, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listSessions(
  tx: Transaction,
  { limit, cursor, status }: z.output<typeof SessionsQuery>,
): Query<SessionRow> {
  const after = sessionCursors.read(cursor);
  return tx<SessionRow[]>`
    select ${sessionColumns(tx)} from public.chat_sessions s
    where ${status ? tx`status = ${status}` : tx`true`}
      and ${after ? tx`(created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx`true`}
    order by created_at desc, id desc
    limit ${limit + 1}`;
}

/** Begins a session about transcripts in whatever state. Throws `transcription_not_found`. */
export async function addSession(
  tx: Transaction,
  caller: Caller,
  { title, transcription_ids }: z.output<typeof NewSession>,
): Promise<SessionRow> {
  const [{ id }] = await tx<[{ id: string }]>`
    insert into public.chat_sessions (user_id, title) values (${caller.userId}, ${title}) returning id`;
  if (transcription_ids.length === 0) return await readSession(tx, id);
  return await addSources(tx, caller, id, transcription_ids);
}

/** Changes what a patch names and nothing else. Throws `session_not_found`. */
export async function patchSession(
  tx: Transaction,
  id: string,
  patch: z.output<typeof SessionPatch>,
): Promise<SessionRow> {
  const rows = await tx<SessionRow[]>`
    update public.chat_sessions s set ${tx(patch)} where id = ${id} returning ${sessionColumns(tx)}`;
  return demandSession(rows, id);
}

/** Deletes a session with its messages; an answer that is being made ends. */
export function deleteSession(tx: Transaction, id: string): Query<{ id: string }> {
  return tx<{ id: string }[]>`delete from public.chat_sessions where id = ${id} returning id`;
}

/** Makes a session be about more transcripts. Throws `session_not_found`, `transcription_not_found`, `invalid_request`. */
export async function addSources(tx: Transaction, { userId }: Caller, id: string, ids: string[]): Promise<SessionRow> {
  demandSession(await holdSession(tx, id), id);
  const added = await tx<{ id: string }[]>`
    select id from public.transcriptions where id = any(${ids}::uuid[]) for key share`;
  const missing = ids.find((one) => !added.some((row) => row.id === one));
  if (missing !== undefined) {
    const message = `You have no transcription '${missing}': GET /transcriptions lists yours`;
    throw new AppError("transcription_not_found", message);
  }
  await tx`
    insert into public.chat_session_sources (session_id, transcription_id, user_id)
    select ${id}, unnest(${ids}::uuid[]), ${userId} on conflict do nothing`;
  const session = await readSession(tx, id);
  if (session.transcription_ids.length <= mostSources) return session;
  throw new AppError("invalid_request", `A session is about ${mostSources} transcriptions at most`, {
    fields: [{ path: "transcription_ids", message: "Must be fewer" }],
  });
}

/** Makes a session be about one transcript less. Throws `session_not_found`, `transcription_not_found`. */
export async function removeSource(tx: Transaction, id: string, transcriptionId: string): Promise<void> {
  demandSession(await holdSession(tx, id), id);
  const removed = await tx`
    delete from public.chat_session_sources where session_id = ${id} and transcription_id = ${transcriptionId}`;
  if (removed.count > 0) return;
  throw new AppError("transcription_not_found", `The session is not about the transcription '${transcriptionId}'`);
}
