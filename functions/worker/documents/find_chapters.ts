import { z } from "zod";
import type { Chapter } from "../../../shared/documents/contents.ts";
import { clock } from "../../../shared/export/clock.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import type { Asker } from "./ask_model.ts";
import { findQuote } from "./find_quote.ts";
import type { PlacedPassage } from "./read_transcript.ts";
import type { Task } from "./task.ts";

/** A chapter that begins with a segment, and words from it that stand there. */
export type FoundChapter = { title: string; segment: number; quote: string | null };

export type FoundChapters = { chapters: FoundChapter[]; removedCitations: number; removedItems: number };

const Answer = z.object({
  chapters: z.array(z.object({ title: z.string(), passage: z.number(), quote: z.string() })),
});

/** Has a stretch of a transcript divided into chapters, in order. Throws `AnswerCut`. */
export async function findChapters(
  asker: Asker,
  { transcriptionId, title }: Task,
  passages: PlacedPassage[],
  segments: PlacedSegment[],
): Promise<FoundChapters> {
  const { chapters } = await asker.askForData(Answer, [{ transcriptionId, title, passages }]);
  const inOrder = placeInOrder(chapters, passages.length);
  let removedCitations = 0;
  const found = inOrder.map(({ title, passage, quote }, index) => {
    const first = passages[passage - 1]!.position;
    const next = inOrder[index + 1]?.passage ?? passages.length + 1;
    const stands = findQuote(transcriptionId, segments, { first, last: passages[next - 2]!.position }, quote);
    if (!stands) removedCitations++;
    return { title, segment: first, quote: stands?.quote ?? null };
  });
  return { chapters: found, removedCitations, removedItems: chapters.length - inOrder.length };
}

/** One list of the chapters of all parts, by the model's choice; all of them where it makes none. */
export async function mergeChapters(
  asker: Asker,
  { transcriptionId, title }: Task,
  chapters: FoundChapter[],
  startOf: (segment: number) => number | null,
): Promise<FoundChapter[]> {
  const passages = chapters.map(({ title, segment }, position) => ({
    ...{ position, text: title, speaker: null, startMs: startOf(segment), endMs: null },
  }));
  const turns = [{
    role: "user" as const,
    content: "The sources are chapters of parts of one transcript. Make one list of them.",
  }];
  const answer = await asker.askForData(Answer, [{ transcriptionId, title, passages }], { turns });
  const merged = placeInOrder(answer.chapters, chapters.length)
    .map(({ title, passage }) => ({ ...chapters[passage - 1]!, title }));
  // What came before the first one that was chosen belongs to some chapter too.
  return merged.length === 0 ? chapters : merged.with(0, { ...merged[0]!, segment: chapters[0]!.segment });
}

/** Those that begin somewhere, one for each beginning, in the order of the transcript. */
function placeInOrder(chapters: z.infer<typeof Answer>["chapters"], passages: number) {
  const byPassage = new Map(
    chapters.filter(({ title, passage }) =>
      Number.isInteger(passage) && passage >= 1 && passage <= passages && title.trim()
    )
      .toReversed().map((chapter) => [chapter.passage, { ...chapter, title: chapter.title.trim() }]),
  );
  return [...byPassage.values()].sort((one, other) => one.passage - other.passage);
}

/** Chapters with their times: each lasts until the next one begins. */
export function timeChapters(found: FoundChapter[], segments: PlacedSegment[]): Chapter[] {
  const byPosition = new Map(segments.map((segment) => [segment.position, segment]));
  const startOf = (chapter: FoundChapter | undefined) => chapter && byPosition.get(chapter.segment)?.start_ms;
  return found.map((chapter, index) => ({
    ...chapter,
    start_ms: startOf(chapter) ?? null,
    end_ms: (index + 1 < found.length ? startOf(found[index + 1]) : segments.at(-1)?.end_ms) ?? null,
  }));
}

/** Chapters as text, one a line. */
export function writeChapters(chapters: Chapter[]): string {
  return chapters.map(({ title, start_ms }) => `${start_ms === null ? "" : `${clock(start_ms)} `}${title}`).join("\n");
}
