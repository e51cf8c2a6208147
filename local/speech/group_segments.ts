import type { Segment, Word } from "./types.ts";

const pauseSeconds = 0.5;
const longestSegment = 15;

/** Groups words in time order into segments: a new one after a pause, after the end of a sentence, or at 15 seconds. */
export function groupSegments(words: Word[]): Segment[] {
  const groups: Word[][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    if (group && continues(group, word)) group.push(word);
    else groups.push([word]);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) return [];
    const text = group.map((word) => word.text).join(" ");
    return [{ text, start: first.start, end: last.end, confidence: averageConfidence(group) }];
  });
}

function continues(group: Word[], next: Word): boolean {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return true;
  return next.start - last.end < pauseSeconds && next.end - first.start <= longestSegment && !/[.?!]$/.test(last.text);
}

function averageConfidence(words: Word[]): number | null {
  const known = words.flatMap((word) => word.confidence ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
