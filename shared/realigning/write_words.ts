import { type Range, splitWords } from "../reading/split_words.ts";
import type { TranscriptSegment } from "../transcript.ts";
import { stripPunctuation, type TextPart } from "./cut_text.ts";

/** Writes words of a corrected text as their provider does: as the text has them, or without its punctuation. */
export function createWordWriter(segment: TranscriptSegment, text: string) {
  const letters = (all: string) => all.replaceAll(/\s+/g, "");
  const isVerbatim = letters((segment.words ?? []).map((word) => word.text).join("")) === letters(segment.text);
  const write = ({ from, to }: Range) => isVerbatim ? text.slice(from, to) : stripPunctuation(text.slice(from, to));
  return {
    /** What stands in one place. */
    write: (range: Range) => write(range) || text.slice(range.from, range.to),
    /** Each word of some parts; where the provider writes no punctuation, punctuation alone is no word. */
    writeEach: (parts: TextPart[]) => findWords(parts, text).map(write).filter(Boolean),
  };
}

function findWords(parts: TextPart[], text: string): Range[] {
  const runs: TextPart[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && !last.isSpaced && !part.isSpaced && last.to === part.from) last.to = part.to;
    else runs.push({ ...part });
  }
  return runs.flatMap(({ from, to, isSpaced }) =>
    isSpaced
      ? { from, to }
      : splitWords(text.slice(from, to)).map((word) => ({ from: from + word.from, to: from + word.to }))
  );
}
