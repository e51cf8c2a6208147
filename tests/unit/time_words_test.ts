import assert from "node:assert/strict";
import { timeWords } from "../../shared/reading/time_words.ts";
import type { TranscriptSegment } from "../../shared/transcript.ts";

/** Each word as it stands in the text, with where it starts. */
function readWords(segment: TranscriptSegment) {
  return timeWords(segment).map(({ from, to, start_ms, said }) => [
    segment.text.slice(from, to),
    start_ms,
    said === undefined ? "estimated" : "said",
  ]);
}

function timed(...texts: string[]) {
  return texts.map((text, index) => ({ text, start_ms: index * 100, end_ms: index * 100 + 90 }));
}

Deno.test("words take the punctuation and the capitals of their text", () => {
  const segment = { text: ' «Yes», (he) said: "no" - why? ', words: timed("yes", "he", "said", "no", "why") };
  assert.deepEqual(readWords(segment), [
    ["«Yes»,", 0, "said"],
    ["(he)", 100, "said"],
    ["said:", 200, "said"],
    ['"no"', 300, "said"],
    ["- why?", 400, "said"],
  ]);
});

Deno.test("words without spaces between them are found", () => {
  assert.deepEqual(readWords({ text: "今日は「雨」。", words: timed("今日", "は", "雨") }), [
    ["今日", 0, "said"],
    ["は", 100, "said"],
    ["「雨」。", 200, "said"],
  ]);
});

Deno.test("a word that was corrected keeps its time as long as the count is the same", () => {
  const words = timed("hello", "wold");
  assert.deepEqual(readWords({ text: "Hello world!", words, start_ms: 0, end_ms: 190 }), [
    ["Hello", 0, "said"],
    ["world!", 100, "said"],
  ]);
});

Deno.test("words that are not those of the text are not believed: each takes its share of the segment", () => {
  const segment = { text: "aaaa bbbb", start_ms: 1000, end_ms: 1900, words: timed("a", "b", "c") };
  assert.deepEqual(readWords(segment), [["aaaa", 1000, "estimated"], ["bbbb", 1500, "estimated"]]);
  assert.deepEqual(readWords({ text: "aaaa bbbb", words: [] }), [
    ["aaaa", null, "estimated"],
    ["bbbb", null, "estimated"],
  ]);
});
