import { z } from "zod";
import { answerInvalid } from "../../../shared/provider_error.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import type { Asker } from "./ask_model.ts";
import type { PlacedPassage } from "./read_transcript.ts";
import type { Task } from "./task.ts";

/** A passage in other words, null where the model did not give it back; it begins at an offset of its segment's text. */
export type Rewritten = { segment: number; offset: number; text: string | null };

const Answer = z.object({ segments: z.array(z.object({ number: z.number(), text: z.string() })) });

const rounds = 2;

/**
 * Has each passage written in other words. What is not given back is asked for once more; of a proofread transcript what is
 * still missing is null, of a translation it throws `provider_answer_invalid`. Throws `AnswerCut`.
 */
export async function rewriteSegments(asker: Asker, task: Task, passages: PlacedPassage[]): Promise<Rewritten[]> {
  const found = new Map<PlacedPassage, string>();
  let missing = passages;
  for (let round = 0; round < rounds && missing.length > 0; round++) {
    const { transcriptionId, title } = task;
    const { segments } = await asker.askForData(Answer, [{ transcriptionId, title, passages: missing }]);
    for (const { number, text } of segments) {
      const passage = missing[number - 1];
      if (passage && text.trim() !== "" && !found.has(passage)) found.set(passage, text.replaceAll(/\s+/g, " ").trim());
    }
    missing = passages.filter((passage) => !found.has(passage));
  }
  if (missing.length > 0 && task.kind === "translation") {
    throw answerInvalid(asker.spent.provider ?? "The provider", undefined, "the whole translation");
  }
  return passages.map((passage) => ({
    ...{ segment: passage.position, offset: passage.offset },
    text: found.get(passage) ?? null,
  }));
}

/** The words of whole segments, by position, from those of their parts. What is not given back as a whole is not among them. */
export function joinRewritten(segments: PlacedSegment[], parts: Rewritten[]): Map<number, string> {
  const bySegment = Map.groupBy(parts, ({ segment }) => segment);
  const whole = new Map<number, string>();
  for (const { position, text } of segments) {
    const own = bySegment.get(position) ?? [];
    if (own.length === 0 || own.some((part) => part.text === null)) continue;
    const joined = own.map((part) => (/\s$/.test(text.slice(0, part.offset)) ? " " : "") + part.text);
    whole.set(position, joined.join(""));
  }
  return whole;
}
