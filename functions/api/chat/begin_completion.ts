import type { z } from "zod";
import { meterAnswer, outcomeColumns } from "../../../shared/answers/answer_rows.ts";
import { buildPrompt, type Question } from "../../../shared/answers/build_prompt.ts";
import { chooseModels } from "../../../shared/answers/choose_models.ts";
import { demandTranscripts } from "../../../shared/answers/read_sources.ts";
import type { Outcome } from "../../../shared/answers/run_answer.ts";
import { AppError } from "../../../shared/errors.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import { storeReply } from "../idempotency/store_reply.ts";
import type { Begun } from "./create_answer.ts";
import type { Completion, NewCompletion, QueuedAnswer } from "./schemas.ts";

type Asked = z.output<typeof NewCompletion>;
export type CompletionBody = z.infer<typeof Completion>;

/**
 * Makes a question about transcripts ready to be asked. The answer is a row of its own, with that `id`, stored when it has
 * ended; it is undefined where nothing came. `more` is what was said before, and what is wished of the answer.
 */
export async function beginCompletion(
  { config, db }: ApiDeps,
  caller: ApiCaller,
  asked: Asked,
  key: string | undefined,
  more: Pick<Question, "turns" | "wishes"> = {},
): Promise<Begun<CompletionBody | undefined> & { id: string }> {
  const chosen = chooseModels(config.chat, asked, key !== undefined);
  const question = { userId: caller.userId, transcriptionIds: idsOf(asked), question: asked.message, ...more };
  const prompt = await db.asUser(caller, (tx) => buildPrompt(tx, question, chosen));
  const id = crypto.randomUUID();
  return {
    ...{ id, prompt, chosen, key },
    async store(outcome) {
      if (!outcome.usage) return undefined;
      await db.asUser(caller, async (tx) => {
        await Promise.all([
          tx`insert into public.chat_messages ${tx({ ...rowOf(caller, asked), id, ...outcomeColumns(tx, outcome) })}`,
          meterAnswer(tx, caller.userId, outcome),
        ]);
      });
      return toCompletion(id, outcome);
    },
  };
}

/** Has a question answered later: the insert itself makes the job. Throws what asking at once does, and `option_not_supported`. */
export async function queueCompletion(
  { config, db }: ApiDeps,
  caller: ApiCaller,
  asked: Asked,
  key: string | undefined,
): Promise<z.infer<typeof QueuedAnswer>> {
  if (key !== undefined) {
    throw new AppError("option_not_supported", "Your key is kept nowhere, so ask without 'async', or without the key");
  }
  chooseModels(config.chat, asked, false);
  const queued = { id: crypto.randomUUID(), status: "queued" as const };
  await db.asUser(caller, async (tx) => {
    await demandTranscripts(tx, { userId: caller.userId, transcriptionIds: idsOf(asked) });
    await tx`insert into public.chat_messages ${tx({ ...rowOf(caller, asked), ...queued })}`;
    await storeReply(tx, caller, { status: 202, body: queued });
  });
  return queued;
}

function idsOf({ transcription_id, transcription_ids }: Asked): string[] {
  return transcription_ids ?? [transcription_id ?? ""];
}

function rowOf({ userId }: ApiCaller, asked: Asked) {
  const { message, provider, model, max_tokens } = asked;
  return {
    user_id: userId,
    role: "assistant",
    question: message,
    transcription_ids: idsOf(asked),
    options: { provider, model, max_tokens },
  };
}

function toCompletion(id: string, outcome: Outcome): CompletionBody {
  const { text, citations, removed, supported, finish, model, provider } = outcome;
  const { inputTokens, outputTokens, cachedTokens } = outcome.usage ??
    { inputTokens: 0, outputTokens: 0, cachedTokens: 0 };
  return {
    ...{ message: text, citations, removed_citations: removed, supported },
    tokens_used: inputTokens + outputTokens,
    usage: { input_tokens: inputTokens, output_tokens: outputTokens, cached_tokens: cachedTokens },
    ...{ model, provider, finish_reason: finish, message_id: id },
  };
}
