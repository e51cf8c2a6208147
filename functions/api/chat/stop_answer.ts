import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { readMessage, readSession } from "./read_session.ts";
import type { MessageRow } from "./schemas.ts";

/** How long whoever makes an answer has to hear that it is stopped, and to store what came, in milliseconds. */
const patience = 3000;

/**
 * Stops what a session is being answered, and gives it with what had come by then. The session is free at once; whoever makes
 * the answer hears of it within half a second. Throws `session_not_found`, `nothing_to_stop`.
 */
export async function stopAnswer(db: Database, caller: Caller, sessionId: string): Promise<MessageRow> {
  const id = await db.asUser(caller, async (tx) => {
    await readSession(tx, sessionId);
    const [stopped] = await tx<{ id: string }[]>`
      update public.chat_messages set status = 'cancelled', ended_at = now()
      where session_id = ${sessionId} and status in ('queued', 'processing')
      returning id`;
    return stopped?.id;
  });
  if (id === undefined) {
    throw new AppError("nothing_to_stop", "The session is answering nothing: there is nothing to stop");
  }
  for (const until = Date.now() + patience;;) {
    const [message, [waiting]] = await db.asUser(caller, (tx) =>
      Promise.all([
        readMessage(tx, id),
        tx<{ id: string }[]>`
          select id from public.chat_messages
          where id = ${id} and status = 'cancelled' and lease_token is not null`,
      ]));
    if (!waiting || Date.now() > until) return message;
    await sleep(100);
  }
}
