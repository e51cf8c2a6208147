import type { PlacedCitation } from "../../../shared/answers/run_answer.ts";
import { countTokens } from "../../../shared/language/count_tokens.ts";
import type { Passage } from "../../../shared/language/types.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import type { Asker } from "./ask_model.ts";
import type { PlacedPassage } from "./read_transcript.ts";
import type { Task } from "./task.ts";

/** A text with the places of the transcript that it rests on. */
export type WrittenText = {
  text: string;
  citations: PlacedCitation[];
  removedCitations: number;
  isIncomplete: boolean;
};

/** A stretch of a text up to where it is proven, and what proves it. */
type Unit = { text: string; citations: PlacedCitation[] };

/** Has a text written about a stretch of a transcript. */
export async function writeText(
  asker: Asker,
  { transcriptionId, title }: Task,
  passages: PlacedPassage[],
): Promise<WrittenText> {
  const { text, citations, removed, finish } = await asker.ask([{ transcriptionId, title, passages }]);
  return { text: text.trimEnd(), citations, removedCitations: removed, isIncomplete: finish === "length" };
}

/** One text from those about the parts. What it says of them is proven by what proves them. */
export async function mergeTexts(asker: Asker, task: Task, parts: WrittenText[]): Promise<WrittenText> {
  for (let texts = parts;;) {
    const units = texts.flatMap(toUnits);
    const batches = fillBatches(units, asker.room);
    const merged: WrittenText[] = [];
    for (const batch of batches) merged.push(await mergeUnits(asker, task, batch));
    if (merged.length === 1) return addReports(merged[0]!, parts);
    if (tokensOf(merged.flatMap(toUnits)) >= tokensOf(units)) return addReports(concatenate(merged), parts);
    texts = merged;
  }
}

async function mergeUnits(
  asker: Asker,
  { transcriptionId, title, kind, options }: Task,
  units: Unit[],
): Promise<WrittenText> {
  const passages: Passage[] = units.map(({ text }, position) => ({
    ...{ position, text, speaker: null, startMs: null, endMs: null },
  }));
  const stored: PlacedSegment[] = units.map(({ text }, position) => ({ position, text }));
  const read = (_id: string, first: number, last: number) => Promise.resolve(stored.slice(first, last + 1));
  const about =
    "The sources were written about the parts of one transcript, in their order. Write one text about the whole.";
  const content = kind === "custom" ? `${options.prompt}\n\n${about}` : about;
  const turns = [{ role: "user" as const, content }];
  const answer = await asker.ask([{ transcriptionId, title, passages }], { turns }, read);
  const citations = answer.citations.flatMap(({ at, segment }) =>
    (units[segment]?.citations ?? []).map((citation) => ({ ...citation, at }))
  );
  return {
    ...{ text: answer.text.trimEnd(), citations, removedCitations: answer.removed },
    isIncomplete: answer.finish === "length",
  };
}

function toUnits({ text, citations }: WrittenText): Unit[] {
  const places = Map.groupBy(citations, ({ at }) => at);
  const ends = [...new Set([...places.keys(), text.length])].sort((one, other) => one - other);
  return ends.map((end, index) => ({
    text: text.slice(ends[index - 1] ?? 0, end).trim(),
    citations: places.get(end) ?? [],
  }))
    .filter((unit) => unit.text !== "");
}

function fillBatches(units: Unit[], room: number): Unit[][] {
  const batches: Unit[][] = [];
  let left = 0;
  for (const unit of units) {
    const tokens = tokensOf([unit]);
    if (batches.length === 0 || tokens > left) {
      batches.push([]);
      left = room;
    }
    batches.at(-1)!.push(unit);
    left -= tokens;
  }
  return batches;
}

/** With the number that each has in a prompt. */
function tokensOf(units: Unit[]): number {
  return units.reduce((sum, { text }) => sum + countTokens(text) + 8, 0);
}

function concatenate(texts: WrittenText[]): WrittenText {
  const whole: WrittenText = { text: "", citations: [], removedCitations: 0, isIncomplete: false };
  for (const { text, citations, ...report } of texts) {
    if (whole.text !== "") whole.text += "\n\n";
    const from = whole.text.length;
    whole.citations.push(...citations.map((citation) => ({ ...citation, at: citation.at + from })));
    whole.text += text;
    Object.assign(whole, addReports(whole, [report]));
  }
  return whole;
}

type Report = Pick<WrittenText, "removedCitations" | "isIncomplete">;

/** What was wrong with the parts is wrong with the whole. */
function addReports(text: WrittenText, parts: Report[]): WrittenText {
  return {
    ...text,
    removedCitations: parts.reduce((sum, part) => sum + part.removedCitations, text.removedCitations),
    isIncomplete: text.isIncomplete || parts.some((part) => part.isIncomplete),
  };
}
