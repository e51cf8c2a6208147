import type { TranscriptSegment, Word } from "../transcript.ts";
import { type Range, splitWords } from "./split_words.ts";

/** A word where it stands in its text, punctuation included. Times are null where not even the segment has any. */
export type TimedWord = Range & {
  start_ms: number | null;
  end_ms: number | null;
  confidence: number | null;
  /** The word as the segment has it; where it has none, the times are the word's share of its segment, by length. */
  said: Word | undefined;
};

/** The words of a segment's text with the times that its provider gave, or with estimated ones. */
export function timeWords(segment: TranscriptSegment): TimedWord[] {
  const { text, words } = segment;
  const ranges = words?.length ? findWords(text, words) : undefined;
  if (words && ranges) return ranges.map((range, index) => withTimes(range, words[index]!));
  const split = splitWords(text);
  // A corrected word no longer reads as its provider heard it; as long as none came or went, their order tells.
  if (words?.length === split.length) return split.map((range, index) => withTimes(range, words[index]!));
  return split.map((range) => estimate(range, segment));
}

function withTimes(range: Range, said: Word): TimedWord {
  return { ...range, start_ms: said.start_ms, end_ms: said.end_ms, confidence: said.confidence ?? null, said };
}

function estimate({ from, to }: Range, { text, start_ms, end_ms }: TranscriptSegment): TimedWord {
  const at = (offset: number) =>
    start_ms == null || end_ms == null ? null : Math.round(start_ms + (end_ms - start_ms) * (offset / text.length));
  return { from, to, start_ms: at(from), end_ms: at(to), confidence: null, said: undefined };
}

/** Where the provider's words stand in the text, which may add punctuation and capitals. Undefined where one is not there. */
function findWords(text: string, words: Word[]): Range[] | undefined {
  const lower = text.toLowerCase();
  const isSameLength = lower.length === text.length;
  const ranges: Range[] = [];
  let free = 0;
  for (const word of words) {
    const sought = isSameLength ? word.text.trim().toLowerCase() : word.text.trim();
    const from = (isSameLength ? lower : text).indexOf(sought, free);
    if (sought === "" || from < 0 || isSaid(text.slice(free, from))) return undefined;
    free = from + sought.length;
    ranges.push({ from, to: free });
  }
  return isSaid(text.slice(free)) ? undefined : spreadPunctuation(text, ranges);
}

function isSaid(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** Gives what stands between two words to the one that it clings to. */
function spreadPunctuation(text: string, ranges: Range[]): Range[] {
  ranges.forEach((range, index) => {
    const next = ranges[index + 1];
    const gap = text.slice(range.to, next?.from);
    const kept = /^\S*?(?=\s|[\p{Ps}\p{Pi}]|$)/u.exec(gap)?.[0].length ?? 0;
    const rest = gap.slice(kept);
    range.to += kept;
    if (next) next.from -= rest.trimStart().length;
    else range.to = text.trimEnd().length;
  });
  const [first] = ranges;
  if (first) first.from = text.length - text.trimStart().length;
  return ranges;
}
