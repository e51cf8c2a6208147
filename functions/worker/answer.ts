import { meterAnswer, outcomeColumns, selectSegments } from "../../shared/answers/answer_rows.ts";
import { buildPrompt } from "../../shared/answers/build_prompt.ts";
import { type AnswerOptions, chooseModels } from "../../shared/answers/choose_models.ts";
import { runAnswer } from "../../shared/answers/run_answer.ts";
import type { Config } from "../../shared/config.ts";
import type { Database, Transaction } from "../../shared/db.ts";
import type { FindModel } from "../../shared/language/registry.ts";
import type { Log } from "../../shared/log.ts";
import type { Handler } from "./drain.ts";
import { nothing } from "./transcribe.ts";

export type AnswerDeps = { config: Pick<Config, "chat">; db: Database; language: FindModel; log: Log };

type Asked = { userId: string; question: string; transcriptionIds: string[]; options: AnswerOptions };

/**
 * Job `answer` (subject: message). Asks what waits for an answer and stores what comes, with what it took. An attempt that
 * dies in the middle is asked again from the start.
 */
export function createAnswer({ config, db, language, log }: AnswerDeps): Handler {
  return async (id, { signal }) => {
    const asked = await db.asService((tx) => startAnswer(tx, id));
    if (!asked) return nothing;
    const { userId } = asked;
    const chosen = chooseModels(config.chat, asked.options, false);
    const prompt = await db.asService((tx) => buildPrompt(tx, asked, chosen));
    const readSegments = (transcription: string, first: number, last: number) =>
      db.asService((tx) => selectSegments(tx, userId, transcription, first, last));
    const outcome = await runAnswer({ language, log, readSegments }, chosen, prompt, { signal });
    signal.throwIfAborted();
    if (outcome.status !== "completed") throw outcome.error;
    return async (tx) => {
      const [stored] = await tx<{ id: string }[]>`
        update public.chat_messages set ${tx(outcomeColumns(tx, outcome))}
        where id = ${id} and status = 'processing'
        returning id`;
      if (stored) await meterAnswer(tx, userId, outcome);
    };
  };
}

/** queued | processing -> processing. Undefined where there is nothing left to do. */
async function startAnswer(tx: Transaction, id: string): Promise<Asked | undefined> {
  const [asked] = await tx<Asked[]>`
    update public.chat_messages set status = 'processing'
    where id = ${id} and session_id is null and status in ('queued', 'processing')
    returning user_id as "userId", question, transcription_ids as "transcriptionIds", options`;
  return asked;
}
