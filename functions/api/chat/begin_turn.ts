import { buildPrompt } from "../../../shared/answers/build_prompt.ts";
import { type AnswerOptions, chooseModels } from "../../../shared/answers/choose_models.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import type { Begun } from "./create_answer.ts";
import { openSession, sessionBusy } from "./open_session.ts";
import { createSessionAnswer, newLease } from "./session_answer.ts";

const longestTitle = 80;

/**
 * Makes a question in a session ready to be asked: adds it with the row of its answer. Nobody else asks in the session until
 * that has ended, or its lease has. Two round trips and the commit. Throws what `openSession` and `buildPrompt` do, and
 * `session_busy`.
 */
export async function beginTurn(
  deps: ApiDeps,
  caller: ApiCaller,
  sessionId: string,
  { content, ...options }: AnswerOptions & { content: string },
  key: string | undefined,
): Promise<Begun> {
  const chosen = chooseModels(deps.config.chat, options, key !== undefined);
  const lease = newLease(deps);
  const title = [...content.replaceAll(/\s+/g, " ")].slice(0, longestTitle).join("");
  const { userId } = caller;
  const asked = await deps.db.asUser(caller, async (tx) => {
    const session = await openSession(tx, sessionId, { title });
    const [added, prompt] = await Promise.all([
      tx<{ id: string; role: string }[]>`
        insert into public.chat_messages
          (user_id, session_id, position, role, status, content, options, ended_at, lease_token, lease_until)
        select ${userId}, ${sessionId}, next.position + said.number, said.role, said.status, said.content,
          ${tx.json({ ...options })}, said.ended_at, said.lease_token::uuid, said.lease_until
        from (
          select coalesce(max(position) + 1, 0) as position, bool_or(status in ('queued', 'processing')) as is_busy
          from public.chat_messages where session_id = ${sessionId}
        ) as next, (
          values (0, 'user', 'completed', ${content}, now(), null, null),
            (1, 'assistant', 'processing', '', null, ${lease.token}, now() + make_interval(secs => ${lease.seconds}))
        ) as said (number, role, status, content, ended_at, lease_token, lease_until)
        where next.is_busy is not true
        returning id, role`,
      buildPrompt(tx, { userId, ...session, question: content }, chosen),
    ]);
    const answer = added.find(({ role }) => role === "assistant");
    if (!answer) throw sessionBusy();
    return { id: answer.id, prompt };
  });
  return createSessionAnswer(deps, caller, { ...asked, lease, chosen, key });
}
