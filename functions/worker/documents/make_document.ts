import type { DocumentContent, DocumentReport } from "../../../shared/documents/contents.ts";
import { countTokens } from "../../../shared/language/count_tokens.ts";
import { toTxt } from "../../../shared/export/txt.ts";
import { renderPassage } from "../../../shared/language/render_sources.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import { AnswerCut, type Asker } from "./ask_model.ts";
import { checkProofread } from "./check_proofread.ts";
import { findActions, type FoundActions, mergeActions, writeActions } from "./find_actions.ts";
import { findChapters, type FoundChapters, mergeChapters, timeChapters, writeChapters } from "./find_chapters.ts";
import type { PlacedPassage } from "./read_transcript.ts";
import { joinRewritten, rewriteSegments, type Rewritten } from "./rewrite_segments.ts";
import type { Task } from "./task.ts";
import { mergeTexts, writeText, type WrittenText } from "./write_text.ts";

/** What came of one piece of a transcript. */
export type PieceResult = { rewritten: Rewritten[] } | FoundChapters | FoundActions | WrittenText;

export type Made = { text: string; content: DocumentContent; report: DocumentReport };

/** How much of the room of a prompt a segment takes, with its number. */
export function tokensOfSegment({ text, speaker }: PlacedSegment): number {
  return countTokens(renderPassage({ position: 0, startMs: 0, endMs: 0, speaker: speaker ?? null, text })) + 8;
}

/** Has what is asked for made of a piece. Throws `AnswerCut` where that is more than the model may say. */
export async function makePiece(
  asker: Asker,
  task: Task,
  passages: PlacedPassage[],
  segments: PlacedSegment[],
): Promise<PieceResult> {
  switch (task.kind) {
    case "proofread":
    case "translation":
      return { rewritten: await rewriteSegments(asker, task, passages) };
    case "chapters":
      return await findChapters(asker, task, passages, segments);
    case "action_items":
      return await findActions(asker, task, passages);
    case "summary":
    case "custom":
      return await writeText(asker, task, passages);
  }
}

/** Makes the document of its pieces, in their order. `mostShare` is how much of a segment may be corrected. */
export async function joinPieces(
  asker: Asker,
  task: Task,
  segments: PlacedSegment[],
  pieces: PieceResult[],
  mostShare: number,
): Promise<Made> {
  const rewritten = pieces.flatMap((piece) => "rewritten" in piece ? piece.rewritten : []);
  if (task.kind === "proofread") {
    const { changed, report } = checkProofread(segments, joinRewritten(segments, rewritten), mostShare);
    return { text: readAs(task, segments, changed), content: { segments: changed }, report };
  }
  if (task.kind === "translation") {
    const translated = [...joinRewritten(segments, rewritten)].map(([segment, text]) => ({ segment, text }));
    return { text: readAs(task, segments, translated), content: { segments: translated }, report: {} };
  }
  const report = reportOf(pieces);
  if (task.kind === "chapters") {
    const all = pieces.flatMap((piece) => "chapters" in piece ? piece.chapters : []);
    const startOf = (at: number) => segments.find(({ position }) => position === at)?.start_ms ?? null;
    const isMerged = needsMerging(asker, pieces, all.map(({ title }) => title));
    const chapters = timeChapters(
      isMerged ? await mergeChapters(asker, task, all, startOf).catch(keepAll(all)) : all,
      segments,
    );
    return { text: writeChapters(chapters), content: { chapters }, report };
  }
  if (task.kind === "action_items") {
    const all = pieces.flatMap((piece) => "items" in piece ? piece.items : []);
    const isMerged = needsMerging(asker, pieces, all.map(({ text, due }) => `${text} ${due}`));
    const items = isMerged ? await mergeActions(asker, task, all).catch(keepAll(all)) : all;
    return { text: writeActions(items), content: { items }, report };
  }
  const texts = pieces.flatMap((piece) => "text" in piece ? piece : []);
  const [only] = texts;
  const { text, citations, removedCitations, isIncomplete } = texts.length > 1 || !only
    ? await mergeTexts(asker, task, texts)
    : only;
  return {
    ...{ text, content: { citations } },
    report: { removed_citations: removedCitations, ...(isIncomplete && { is_incomplete: true }) },
  };
}

/** A merged list that would be longer than an answer may be is not merged. */
const keepAll = <T>(all: T[]) => (error: unknown): T[] => {
  if (error instanceof AnswerCut) return all;
  throw error;
};

/** A list that has no room in a prompt stays as it is: nothing of it is lost. */
function needsMerging({ room }: Asker, pieces: PieceResult[], items: string[]): boolean {
  const tokens = items.reduce((sum, item) => sum + countTokens(item) + 30, 0);
  return pieces.length > 1 && items.length > 1 && tokens <= room;
}

function reportOf(pieces: PieceResult[]): DocumentReport {
  const found = pieces.flatMap((piece) => "removedItems" in piece ? piece : []);
  return {
    removed_citations: found.reduce((sum, { removedCitations }) => sum + removedCitations, 0),
    removed_items: found.reduce((sum, { removedItems }) => sum + removedItems, 0),
  };
}

/** The transcript as it is read, with other words for some of its segments. */
function readAs({ id, title, speakers }: Task, segments: PlacedSegment[], others: { segment: number; text: string }[]) {
  const texts = new Map(others.map(({ segment, text }) => [segment, text]));
  // Words no longer stand where they did.
  const read = segments.map(({ words: _, ...segment }) => ({
    ...segment,
    text: texts.get(segment.position) ?? segment.text,
  }));
  const rest = { language: null, audio_ms: null, created_at: new Date(), text: "" };
  return toTxt({ ...rest, id, title, speakers, segments: read }).trimEnd();
}
