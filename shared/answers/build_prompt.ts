import type { Transaction } from "../db.ts";
import { countPrompt, countTokens } from "../language/count_tokens.ts";
import type { Prompt, Turn } from "../language/types.ts";
import type { Chosen } from "./choose_models.ts";
import { instructWith } from "./instructions.ts";
import { promptTooLong, readSources } from "./read_sources.ts";

/** A question about transcripts of one owner, what was said before it, oldest first, and what is wished of the answer. */
export type Question = {
  userId: string;
  transcriptionIds: string[];
  question: string;
  turns?: Turn[];
  wishes?: string;
};

/** How much of the room for a prompt the turns before the question may take. */
const shareOfTurns = 0.25;

/**
 * All that a model is asked: as many of the newest turns and as much of the transcripts as it has room for. Throws
 * `transcription_not_found`, `transcription_not_ready`, `prompt_too_long`.
 */
export async function buildPrompt(
  tx: Transaction,
  { userId, transcriptionIds, question, turns = [], wishes = "" }: Question,
  { contextTokens, outputTokens }: Pick<Chosen, "contextTokens" | "outputTokens">,
): Promise<Prompt> {
  const total = contextTokens - outputTokens;
  const asked: Turn = { role: "user", content: question };
  const bare: Prompt = { instructions: instructWith(wishes), sources: [], turns: [asked], outputTokens, cites: true };
  const kept = keepNewest(turns, total * shareOfTurns);
  // Counted with one short source, as those that have none are not told what sources are.
  const empty = { transcriptionId: "", title: "", passages: [] };
  const room = total - countPrompt({ ...bare, turns: [...kept, asked], sources: [empty] });
  if (room <= 0) throw promptTooLong();
  // "And who said so?" is about what was asked before.
  const before = kept.findLast(({ role }) => role === "user")?.content ?? "";
  const looksFor = `${question} ${before}`.trim();
  const sources = await readSources(tx, { userId, transcriptionIds, looksFor, room });
  return { ...bare, turns: [...kept, asked], sources };
}

/** The newest turns within a number of tokens, from a question on. */
function keepNewest(turns: Turn[], tokens: number): Turn[] {
  let left = tokens;
  let from = turns.length;
  for (; from > 0; from--) {
    left -= countTokens(turns[from - 1]!.content);
    if (left < 0) break;
  }
  while (turns[from]?.role === "assistant") from++;
  return turns.slice(from);
}
