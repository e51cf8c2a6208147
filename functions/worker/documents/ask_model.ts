import { z } from "zod";
import { selectSegments } from "../../../shared/answers/answer_rows.ts";
import { chooseModels, type Chosen } from "../../../shared/answers/choose_models.ts";
import { promptTooLong } from "../../../shared/answers/read_sources.ts";
import { type Outcome, runAnswer } from "../../../shared/answers/run_answer.ts";
import type { Chat } from "../../../shared/config/chat.ts";
import type { Database } from "../../../shared/db.ts";
import { countPrompt } from "../../../shared/language/count_tokens.ts";
import type { FindModel } from "../../../shared/language/registry.ts";
import type { Prompt, Source } from "../../../shared/language/types.ts";
import type { Log } from "../../../shared/log.ts";
import { answerInvalid, ProviderError } from "../../../shared/provider_error.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import { outputTokensOf, promptOf, rewrites, type Task } from "./task.ts";

export type DocumentDeps = { db: Database; language: FindModel; log: Log; config: { chat: Chat } };

/** What was spent on a document by the work at hand, and who did it. */
export type Spent = { inputTokens: number; outputTokens: number; provider: string | null; model: string | null };

/** The model has more to say of these sources than it may, and what it said so far is of no use. */
export class AnswerCut extends Error {
  override readonly name = "AnswerCut";
  constructor(readonly provider: string) {
    super(`${provider} has more to say than it may`);
  }
}

/** More than this in one call makes answers worse. */
const mostTokensOfPiece = 24_000;
/** What is said in other words, in other scripts and as JSON may take more tokens than the words that it is made from. */
const tokensOutPerTokenIn = 2.5;
const triesForData = 2;

/** Gives the segments of a transcript between two positions, with their words. */
type ReadSegments = (transcriptionId: string, first: number, last: number) => Promise<PlacedSegment[]>;

/** Asks about one document, whoever of the providers answers. `room` is for sources, in tokens. */
export type Asker = {
  room: number;
  spent: Spent;
  /** Asks for text. What it cites is checked against what `read` gives: the stored segments, where absent. */
  ask(sources: Source[], more?: Partial<Prompt>, read?: ReadSegments): Promise<Outcome>;
  /** Asks for data. Throws `AnswerCut`, and `provider_answer_invalid` where it is none of this shape, twice. */
  askForData<T>(shape: z.ZodType<T>, sources: Source[], more?: Partial<Prompt>): Promise<T>;
  readStored: ReadSegments;
};

/** Makes what asks for a document. Throws `provider_not_available`, `prompt_too_long`. */
export function createAsker({ db, language, log, config }: DocumentDeps, task: Task, signal: AbortSignal): Asker {
  const chosen = chooseModels(config.chat, { ...task.options, max_tokens: outputTokensOf(task) }, false);
  const bare: Prompt = { ...promptOf(task), sources: [], outputTokens: chosen.outputTokens };
  const spent: Spent = { inputTokens: 0, outputTokens: 0, provider: null, model: null };
  const readStored: ReadSegments = (id, first, last) =>
    db.asService(async (tx) => await selectSegments(tx, task.userId, id, first, last));

  const ask: Asker["ask"] = async (sources, more = {}, read = readStored) => {
    const deps = { language, log, readSegments: read };
    const outcome = await runAnswer(deps, chosen, { ...bare, ...more, sources }, { signal });
    const { usage, provider, model } = outcome;
    spent.inputTokens += usage?.inputTokens ?? 0;
    spent.outputTokens += usage?.outputTokens ?? 0;
    Object.assign(spent, { provider, model });
    signal.throwIfAborted();
    if (outcome.status !== "completed") throw outcome.error;
    if (outcome.finish !== "refused") return { ...outcome, text: clean(outcome.text) };
    throw new ProviderError("provider_rejected", `${provider} refuses to make this: ask for something else`);
  };
  return {
    ...{ ask, spent, readStored },
    room: roomOf(task, bare, chosen),
    async askForData(shape, sources, more = {}) {
      const { $schema: _, ...schema } = z.toJSONSchema(shape);
      for (let tries = 1;; tries++) {
        const { text, finish, provider } = await ask(sources, { ...more, schema, cites: false });
        if (finish === "length") throw new AnswerCut(provider ?? "The provider");
        const data = shape.safeParse(parseJson(text));
        if (data.success) return data.data;
        if (tries === triesForData) throw answerInvalid(provider ?? "The provider", data.error, "what was asked for");
      }
    },
  };
}

function roomOf(task: Task, bare: Prompt, { contextTokens, outputTokens }: Chosen): number {
  const empty = { transcriptionId: task.transcriptionId, title: task.title, passages: [] };
  const free = contextTokens - outputTokens - countPrompt({ ...bare, sources: [empty] }) - 500;
  const most = rewrites(task) ? Math.floor(outputTokens / tokensOutPerTokenIn) : mostTokensOfPiece;
  if (free < 100) throw promptTooLong();
  return Math.min(free, most);
}

/** Models that know no schema may write something around their JSON. */
function parseJson(text: string): unknown {
  try {
    return cleanAll(JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)));
  } catch {
    return undefined;
  }
}

function cleanAll(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map(cleanAll);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanAll(inner)]));
}

/** What no row can hold may still come out of a model. Places in the text stay what they are. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll("\0", " ");
}
