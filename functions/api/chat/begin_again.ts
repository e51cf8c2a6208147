import { buildPrompt } from "../../../shared/answers/build_prompt.ts";
import { type AnswerOptions, chooseModels } from "../../../shared/answers/choose_models.ts";
import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import type { Begun } from "./create_answer.ts";
import { openSession, sessionBusy } from "./open_session.ts";
import { readSession } from "./read_session.ts";
import { createSessionAnswer, newLease, selectFilled } from "./session_answer.ts";

/**
 * Makes the question of an answer ready to be asked again, with what was said before it. The new answer takes the place of the
 * old one, which stays where nothing comes. Throws what `openSession` and `buildPrompt` do, `message_not_found`, `session_busy`.
 */
export async function beginAgain(
  deps: ApiDeps,
  caller: ApiCaller,
  sessionId: string,
  id: string,
  options: AnswerOptions,
  key: string | undefined,
): Promise<Begun> {
  const chosen = chooseModels(deps.config.chat, options, key !== undefined);
  const lease = newLease(deps);
  const asked = await deps.db.asUser(caller, async (tx) => {
    await readSession(tx, sessionId);
    const { position, question } = await findQuestion(tx, sessionId, id);
    const { transcriptionIds, turns } = await openSession(tx, sessionId, { before: position });
    const [[before], begun, prompt] = await Promise.all([
      selectFilled(tx, id),
      tx`
        update public.chat_messages
        set status = 'processing', options = ${tx.json({ ...options })}, error_code = null, error_message = null,
          ended_at = null, lease_token = ${lease.token}, lease_until = now() + make_interval(secs => ${lease.seconds})
        where id = ${id} and not exists (
          select from public.chat_messages where session_id = ${sessionId} and status in ('queued', 'processing')
        )`,
      buildPrompt(tx, { userId: caller.userId, transcriptionIds, question, turns }, chosen),
    ]);
    if (begun.count === 0) throw sessionBusy();
    return { prompt, before };
  });
  return createSessionAnswer(deps, caller, { ...asked, id, lease, chosen, key });
}

/** The question before an answer. Throws `message_not_found`. */
async function findQuestion(tx: Transaction, sessionId: string, id: string) {
  const [found] = await tx<{ position: number; question: string }[]>`
    select asked.position, asked.content as question
    from public.chat_messages answer
    join public.chat_messages asked on asked.session_id = answer.session_id and asked.position = answer.position - 1
    where answer.id = ${id} and answer.session_id = ${sessionId} and answer.role = 'assistant'`;
  if (found) return found;
  throw new AppError("message_not_found", `The session has no answer '${id}': GET /chat/sessions/{id}/messages`);
}
