import { cutText } from "./realigning/cut_text.ts";
import { matchParts } from "./realigning/match_parts.ts";
import { createWordWriter } from "./realigning/write_words.ts";
import type { TranscriptSegment, Word } from "./transcript.ts";

/**
 * The words of a segment after its text was corrected. A word that is still said keeps its times and confidence, though its
 * case and punctuation follow the text. The others get the time of those that they replace, else the time between their
 * neighbours, within the segment, and say so by `interpolated`. Null where the segment has no words. Milliseconds.
 */
export function realignWords(segment: TranscriptSegment, text: string): Word[] | null {
  const old = segment.words;
  if (!old) return null;
  const [startMs, endMs] = [segment.start_ms ?? old[0]?.start_ms, segment.end_ms ?? old.at(-1)?.end_ms];
  // Nothing tells when anything was said.
  if (startMs === undefined || endMs === undefined) return [];
  const within = (time: number) => Math.max(startMs, Math.min(time, endMs));
  const { write, writeEach } = createWordWriter(segment, text);
  const before = old.flatMap((word, index) => cutText(word.text).map(({ key }) => ({ key, index })));
  const after = cutText(text);
  const pairs = matchParts(before.map(({ key }) => key), after.map(({ key }) => key));

  const words: Word[] = [];
  let [nextWord, nextPart] = [0, 0];
  const fillUpTo = (wordEnd: number, partEnd: number) => {
    const removed = old.slice(nextWord, wordEnd);
    const from = removed[0]?.start_ms ?? words.at(-1)?.end_ms ?? startMs;
    const to = removed.at(-1)?.end_ms ?? old[wordEnd]?.start_ms ?? endMs;
    for (const word of placeWords(writeEach(after.slice(nextPart, partEnd)), removed, Math.min(from, to), to)) {
      words.push({ ...word, start_ms: within(word.start_ms), end_ms: within(word.end_ms), interpolated: true });
    }
  };
  for (let start = 0, end = 0; start < before.length; start = end) {
    const { index } = before[start]!;
    while (before[end]?.index === index) end++;
    const first = pairs.get(start);
    if (first === undefined || !isInOnePiece(pairs, start, end)) continue;
    fillUpTo(index, first);
    nextPart = first + end - start;
    nextWord = index + 1;
    const said = write({ from: after[first]!.from, to: after[nextPart - 1]!.to });
    words.push({ ...old[index]!, text: said });
  }
  fillUpTo(old.length, after.length);
  return words;
}

function isInOnePiece(pairs: Map<number, number>, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (pairs.get(at) !== pairs.get(at - 1)! + 1) return false;
  return true;
}

/** One for one where there are as many as before, else each with its share of the time by its length. */
function placeWords(texts: string[], removed: Word[], startMs: number, endMs: number): Word[] {
  if (texts.length === removed.length) {
    return texts.map((text, index) => ({ text, start_ms: removed[index]!.start_ms, end_ms: removed[index]!.end_ms }));
  }
  const perCharacter = (endMs - startMs) / texts.join(" ").length;
  let passed = 0;
  return texts.map((text) => {
    const from = startMs + passed * perCharacter;
    passed += text.length + 1;
    return { text, start_ms: Math.round(from), end_ms: Math.round(from + text.length * perCharacter) };
  });
}
