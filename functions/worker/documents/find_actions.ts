import { z } from "zod";
import { verifyCitations } from "../../../shared/answers/verify_citations.ts";
import type { ActionItem } from "../../../shared/documents/contents.ts";
import type { Asker } from "./ask_model.ts";
import type { PlacedPassage } from "./read_transcript.ts";
import type { Task } from "./task.ts";

export type FoundActions = { items: ActionItem[]; removedCitations: number; removedItems: number };

const Answer = z.object({
  items: z.array(z.object({
    text: z.string(),
    owner: z.string().nullable(),
    due: z.string().nullable(),
    passage: z.number(),
    quote: z.string(),
  })),
});

/** Models are wrong about a passage by one or two, and what they quote may go on in the next. */
const nearby = 2;

/** Has the tasks found that a stretch of a transcript sets. Those whose words do not stand there are left out. Throws `AnswerCut`. */
export async function findActions(
  asker: Asker,
  { transcriptionId, title }: Task,
  passages: PlacedPassage[],
): Promise<FoundActions> {
  const answer = await asker.askForData(Answer, [{ transcriptionId, title, passages }]);
  const found: FoundActions = { items: [], removedCitations: 0, removedItems: 0 };
  for (const { passage, quote, text, owner, due } of answer.items) {
    const place = passages[passage - 1];
    if (!place || text.trim() === "") {
      found.removedItems++;
      continue;
    }
    const claim = { first: Math.max(0, place.position - nearby), last: place.position + nearby, quote };
    const stored = await asker.readStored(transcriptionId, claim.first, claim.last);
    const [stands] = quote.trim() === "" ? [] : verifyCitations(transcriptionId, stored, [claim]).citations;
    if (!stands) {
      found.removedCitations++;
      continue;
    }
    const { segment, start_ms, end_ms } = stands;
    found.items.push({
      ...{ text: text.trim(), owner: owner?.trim() || null, due: due?.trim() || null },
      ...{ quote: stands.quote, segment, start_ms, end_ms },
    });
  }
  return found;
}

/** One list of the tasks of all parts, by the model's choice; all of them where it makes none. */
export async function mergeActions(
  asker: Asker,
  { transcriptionId, title }: Task,
  items: ActionItem[],
): Promise<ActionItem[]> {
  const passages = items.map(({ text, owner, due, start_ms }, position) => ({
    ...{ position, speaker: owner, startMs: start_ms, endMs: null },
    text: due === null ? text : `${text} (${due})`,
  }));
  const turns = [{
    role: "user" as const,
    content: "The sources are action items of parts of one transcript. Make one list of them, each task once.",
  }];
  const answer = await asker.askForData(Answer, [{ transcriptionId, title, passages }], { turns });
  const merged = answer.items.flatMap(({ passage, text, owner, due }) => {
    const item = items[passage - 1];
    return item
      ? { ...item, text: text.trim() || item.text, owner: owner?.trim() || null, due: due?.trim() || null }
      : [];
  });
  return merged.length === 0 ? items : merged;
}

/** Tasks as text, one a line. */
export function writeActions(items: ActionItem[]): string {
  return items.map(({ text, owner, due }) => {
    const known = [owner, due].filter(Boolean).join(", ");
    return `- ${text}${known ? ` (${known})` : ""}`;
  }).join("\n");
}
