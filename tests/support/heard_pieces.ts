import type { HeardPiece } from "../../shared/join_transcripts.ts";
import { overlapMs } from "../../shared/media/plan.ts";
import type { Span } from "../../shared/speech/types.ts";
import type { Transcript, TranscriptSegment, Word } from "../../shared/transcript.ts";

/** What was truly said. Times in milliseconds. */
export type SpokenWord = { text: string; startMs: number; endMs: number; speaker: string };

/** Whole numbers below a limit, as `createRandom` makes them. */
type Random = (limit: number) => number;

const vocabulary =
  "the and of to no yes we it is that was for on they with as at house river meeting seven people never"
    .split(" ");

/** `pauseMs` is the longest pause, `turns` the percentage of words behind which the speaker changes. */
export type Talk = { milliseconds: number; pauseMs?: number; turns?: number };

/** A talk of two people: few words, often said again, with pauses that may be longer than any overlap. */
export function speak(random: Random, { milliseconds, pauseMs = 12_000, turns = 8 }: Talk): SpokenWord[] {
  const words: SpokenWord[] = [];
  let speaker = "Ann";
  for (let at = 0;;) {
    const startMs = at;
    at += 120 + random(380);
    if (at > milliseconds) return words;
    const repeats = random(100) < 15 ? words.at(-1)?.text : undefined;
    const text = repeats ?? vocabulary[random(vocabulary.length)] ?? "";
    words.push({ text, startMs, endMs: at, speaker });
    if (random(100) < turns) speaker = speaker === "Ann" ? "Bob" : "Ann";
    at += random(10) === 0 ? random(pauseMs) : random(200);
  }
}

/** Places to cut at, from 0 to `milliseconds`, in pieces of 5 to 35 s. */
export function chooseMarks(random: Random, milliseconds: number): number[] {
  const marks = [0];
  for (let at = 5000; at < milliseconds; at += 5000 + random(30_000)) marks.push(at);
  return [...marks, milliseconds];
}

export type Hearing = {
  gives: "words" | "segments" | "text";
  /** How far the times of a word may be off, in milliseconds. */
  jitterMs: number;
};

/** What a recogniser makes of the pieces between the marks, each with its overlap. */
export function hear(spoken: SpokenWord[], marks: number[], random: Random, hearing: Hearing): HeardPiece[] {
  return marks.slice(0, -1).map((startMs, index) => {
    const endMs = marks[index + 1] ?? startMs;
    const cut = { startMs: Math.max(0, startMs - overlapMs), endMs: endMs + overlapMs };
    return { startMs, endMs, transcript: hearSpan(spoken, cut, random, hearing) };
  });
}

/**
 * What a recogniser makes of a span: of a word that its edge cuts it hears something else or nothing, times are off a
 * little, case and punctuation are its own each time, and speakers have labels by appearance.
 */
export function hearSpan(spoken: SpokenWord[], span: Span, random: Random, hearing: Hearing): Transcript {
  const heard = spoken.filter((word) => word.endMs > span.startMs && word.startMs < span.endMs).flatMap((word) => {
    if (word.startMs >= span.startMs && word.endMs <= span.endMs) return [word];
    return random(2) === 0 ? [] : [{
      ...word,
      text: "uh" + word.text.slice(1),
      startMs: Math.max(span.startMs, word.startMs),
      endMs: Math.min(span.endMs, word.endMs),
    }];
  });
  return toTranscript(heard, random, hearing);
}

function toTranscript(words: SpokenWord[], random: Random, { gives, jitterMs }: Hearing): Transcript {
  const labels = new Map<string, string>();
  const groups: SpokenWord[][] = [];
  for (const word of words) {
    const last = groups.at(-1)?.at(-1);
    const goesOn = last && last.speaker === word.speaker && word.startMs - last.endMs < 800 && random(20) > 0;
    if (goesOn) groups.at(-1)?.push(word);
    else groups.push([word]);
  }
  const segments = groups.map((group): TranscriptSegment => {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) return { text: "" };
    if (!labels.has(first.speaker)) labels.set(first.speaker, `speaker ${labels.size}`);
    const text = group.map((word) => vary(word.text, random)).join(" ");
    const shift = (at: number) => Math.max(0, at - jitterMs + random(2 * jitterMs + 1));
    const heard = group.map((word): Word => {
      const start = shift(word.startMs);
      return { text: word.text, start_ms: start, end_ms: Math.max(start, shift(word.endMs)) };
    });
    const times = { start_ms: heard[0]?.start_ms, end_ms: heard.at(-1)?.end_ms };
    const speaker = labels.get(first.speaker);
    return { text, ...(gives !== "text" && { ...times, speaker }), ...(gives === "words" && { words: heard }) };
  });
  const text = segments.map((segment) => segment.text).join(" ");
  if (gives !== "text") return { text, segments };
  return { text, segments: text === "" ? [] : [{ text }] };
}

function vary(text: string, random: Random): string {
  const signs = ["", "", "", ",", ".", "?", " –"];
  const sign = signs[random(signs.length)] ?? "";
  return (random(5) === 0 ? text.slice(0, 1).toUpperCase() + text.slice(1) : text) + sign;
}
