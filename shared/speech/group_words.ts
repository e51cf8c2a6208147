import type { TranscriptSegment, Word } from "../transcript.ts";

const pauseMs = 1500;
const segmentMs = 30_000;
const sentenceEnd = /[.?!…。！？]["'”’»)\]]*$/;
/** How far from the last word the next one is looked for. */
const reach = 50;

/**
 * Makes segments of one speaker's words: a sentence each, shorter where there is a pause, never over 30 seconds. `text` is
 * what the words were taken from, and all of it stays, with what stands between the words; without it they are joined.
 */
export function groupWords(text: string, words: Word[], speaker: string | null = null): TranscriptSegment[] {
  const whole = text.trim() === "" ? words.map((word) => word.text).join(" ") : text;
  if (words.length === 0) return whole.trim() === "" ? [] : [{ text: whole.trim(), speaker }];
  const places = findPlaces(whole, words);
  const segments: TranscriptSegment[] = [];
  let first = 0;
  for (let index = 0; index < words.length; index++) {
    const next = words[index + 1];
    const spoken = whole.slice(places[index], next ? places[index + 1] : whole.length).trim();
    if (next && !startsAnew(words[first]!, words[index]!, next, spoken)) continue;
    const own = words.slice(first, index + 1);
    const from = first === 0 ? 0 : places[first];
    segments.push({
      text: whole.slice(from, next ? places[index + 1] : whole.length).trim(),
      start_ms: own[0]!.start_ms,
      end_ms: own.reduce((latest, word) => Math.max(latest, word.end_ms), own[0]!.start_ms),
      speaker,
      words: own,
    });
    first = index + 1;
  }
  return segments.filter((segment) => segment.text !== "");
}

function startsAnew(first: Word, last: Word, next: Word, spoken: string): boolean {
  return sentenceEnd.test(spoken) || next.start_ms - last.end_ms >= pauseMs || next.end_ms - first.start_ms > segmentMs;
}

/** Where each word begins in the text. One that is not found there begins where the last one ended. */
function findPlaces(text: string, words: Word[]): number[] {
  let end = 0;
  return words.map((word) => {
    const place = text.slice(end, end + word.text.length + reach).indexOf(word.text);
    if (place < 0) return end;
    const start = end + place;
    end = start + word.text.length;
    return start;
  });
}
