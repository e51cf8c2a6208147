import type { TranscriptSegment, Word } from "../transcript.ts";

/** A segment as one piece has it. `speaker` is a label that no other piece uses. */
export type HeardSegment = { segment: TranscriptSegment; speaker: string | null; unitCount: number };

/** `errorMs` is how far the times may be off: nothing for words, more for what was worked out from a segment's times. */
export type UnitTimes = { startMs: number; endMs: number; errorMs: number };

/** What a seam may run between: a word, or a letter where a script puts no spaces between words. */
export type Unit = {
  /** Its part of the segment's text, with all that follows up to the next unit. */
  text: string;
  /** Letters and digits in lower case, by which two hearings of a word are recognised; empty where there are none. */
  key: string;
  times: UnitTimes | null;
  word: Word | undefined;
  /** Its place in the segment. */
  index: number;
  of: HeardSegment;
};

const letter = /[\p{Letter}\p{Number}]/gu;
/** Scripts that put no spaces between words. */
const unspaced = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}" +
  "\\p{Script=Khmer}\\p{Script=Myanmar}]";
const textUnit = new RegExp(`${unspaced}|(?:(?!${unspaced})\\S)+`, "gu");

/** Takes a segment apart. Its words give the times; where it has none, they are worked out from its own. */
export function listUnits(segment: TranscriptSegment, speaker: string | null): Unit[] {
  const words = segment.words?.length ? segment.words : undefined;
  const names = words?.map(({ text }) => text) ?? segment.text.match(textUnit) ?? [];
  const texts = sliceText(segment.text, names) ?? names.map((name) => isUnspaced(name) ? name : `${name} `);
  const times = words?.map(({ start_ms, end_ms }) => ({ startMs: start_ms, endMs: end_ms, errorMs: 0 })) ??
    estimateTimes(segment, names);
  const of = { segment, speaker, unitCount: names.length };
  return names.map((name, index) => ({
    text: texts[index] ?? "",
    key: lettersOf(name).join("").toLowerCase(),
    times: times?.[index] ?? null,
    word: words?.[index],
    index,
    of,
  }));
}

/** Puts texts behind each other, with a space where their script has spaces. */
export function joinTexts(texts: string[]): string {
  const parts = texts.map((text) => text.trim()).filter(Boolean);
  return parts.reduce((joined, part) => {
    const needsNone = isUnspaced(joined.slice(-2)) && isUnspaced(part.slice(0, 2));
    return joined === "" || needsNone ? joined + part : `${joined} ${part}`;
  }, "");
}

function isUnspaced(text: string): boolean {
  return new RegExp(unspaced, "u").test(text);
}

function lettersOf(text: string): string[] {
  return text.normalize("NFKC").match(letter) ?? [];
}

/**
 * The part of `text` that belongs to each name, signs and spaces with it; put together they are the text. Null where the
 * letters of the names are not those of the text.
 */
function sliceText(text: string, names: string[]): string[] | null {
  const places = [...text.matchAll(letter)];
  const starts: number[] = [];
  let next = 0;
  for (const name of names) {
    const own = name.match(letter) ?? [];
    if (own.some((sign, index) => sign.toLowerCase() !== places[next + index]?.[0].toLowerCase())) return null;
    const before = places[next - 1];
    starts.push(findStart(text, before ? before.index + before[0].length : 0, places[next]?.index ?? text.length));
    next += own.length;
  }
  if (next < places.length) return null;
  return starts.map((start, index) => text.slice(index === 0 ? 0 : start, starts[index + 1]));
}

/** Signs directly before a word belong to it, those directly after the last word to that one. */
function findStart(text: string, from: number, to: number): number {
  const lastSpace = /\s(?=\S*$)/.exec(text.slice(from, to));
  return lastSpace ? from + lastSpace.index + 1 : to;
}

function estimateTimes({ start_ms, end_ms }: TranscriptSegment, names: string[]): UnitTimes[] | null {
  if (start_ms == null || end_ms == null) return null;
  const lengths = names.map((name) => Math.max(1, lettersOf(name).length));
  const scale = (end_ms - start_ms) / lengths.reduce((sum, length) => sum + length, 0);
  let at = start_ms;
  return lengths.map((length) => {
    const startMs = Math.round(at);
    at += length * scale;
    return { startMs, endMs: Math.round(at), errorMs: Math.round((end_ms - start_ms) / 4) };
  });
}
