import assert from "node:assert/strict";
import { parseSync } from "subtitle";
import type { Cue } from "../../shared/export/cue_rules.ts";
import { toCues } from "../../shared/export/cues.ts";
import { toSrt } from "../../shared/export/srt.ts";
import { toVtt } from "../../shared/export/vtt.ts";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import { assertReadable } from "../support/subtitles.ts";
import { exportableOf } from "../support/transcripts.ts";

const cuesOf = (...segments: TranscriptSegment[]) => toCues(exportableOf(segments));
const wordsIn = (cues: Cue[]) => cues.flatMap(({ lines }) => lines).join(" ");

Deno.test("a long segment becomes cues that can be read, and no word is lost", () => {
  const text = Array.from({ length: 200 }, (_, index) => "word".repeat(1 + index % 5) + index).join(" ");
  const cues = cuesOf({ text, start_ms: 1000, end_ms: 101_000 });
  assertReadable(cues);
  assert.equal(wordsIn(cues), text);
  assert.equal(cues[0]?.startMs, 1000);
});

Deno.test("cues begin and end with their words where the provider timed them", () => {
  const words = Array.from({ length: 12 }, (_, index) => ({
    text: `word${index}`,
    start_ms: index * 1000 + 100,
    end_ms: index * 1000 + 900,
  }));
  const text = words.map((word) => `${word.text},`).join(" ");
  const cues = cuesOf({ text, start_ms: 0, end_ms: 12_000, words });
  assertReadable(cues);
  assert.deepEqual(cues.map(({ startMs, endMs }) => [startMs, endMs]), [[100, 5900], [6100, 11_900]]);
  assert.equal(wordsIn(cues), text);
});

Deno.test("two lines are as even as their words allow, and neither is too long", () => {
  const [even] = cuesOf({ text: "one two three four five six seven eight nine ten", start_ms: 0, end_ms: 3000 });
  assert.deepEqual(even?.lines, ["one two three four five", "six seven eight nine ten"]);
  const uneven = cuesOf({ text: `${"a".repeat(20)} ${"b".repeat(40)} ${"c".repeat(20)}`, start_ms: 0, end_ms: 3000 });
  assertReadable(uneven);
  assert.equal(uneven.length, 2);
});

Deno.test("text without spaces is cut, between characters", () => {
  const text = "今日は天気がいいから散歩しましょう。😀".repeat(12);
  const cues = cuesOf({ text, start_ms: 0, end_ms: 40_000 });
  assertReadable(cues);
  assert.equal(cues.flatMap(({ lines }) => lines).join(""), text);
});

Deno.test("speakers who talk at once, and segments out of order, take turns", () => {
  const cues = cuesOf(
    { text: "Second.", start_ms: 2000, end_ms: 4000, speaker: "B" },
    { text: "First.", start_ms: 0, end_ms: 3000, speaker: "A" },
    { text: "At once.", start_ms: 2000, end_ms: 5000, speaker: "A" },
  );
  assertReadable(cues);
  assert.deepEqual(cues.map(({ lines, startMs }) => [lines[0], startMs]), [
    ["First.", 0],
    ["Second.", 2000],
    ["At once.", 2800],
  ]);
});

Deno.test("a word that lasts for minutes, or no time at all, still makes a cue that players take", () => {
  const cues = cuesOf({ text: "Hmm", start_ms: 0, end_ms: 600_000 }, {
    text: "Oh.",
    start_ms: 700_000,
    end_ms: 700_000,
  });
  assertReadable(cues);
  assert.deepEqual(cues.map(({ startMs, endMs }) => [startMs, endMs]), [[0, 7000], [700_000, 700_800]]);
});

Deno.test("segments of nothing but space make no cue", () => {
  assert.deepEqual(cuesOf({ text: " \n ", start_ms: 0, end_ms: 5 }), []);
});

Deno.test("cues end where a sentence or a part of one does, and lines too", () => {
  const text =
    "Well, I told Dr. Smith that it rains. He laughed and took his umbrella, then went out as he always does. So?";
  assert.deepEqual(cuesOf({ text, start_ms: 0, end_ms: 9000 }).map(({ lines }) => lines), [
    ["Well, I told Dr. Smith that it rains."],
    ["He laughed and took his umbrella,", "then went out as he always does. So?"],
  ]);
});

Deno.test("a cue that is short stays until it can be read, where there is room, and leaves a gap before the next", () => {
  const cues = cuesOf(
    { text: "Yes.", start_ms: 0, end_ms: 200, speaker: "A" },
    { text: "A sentence of forty characters, said fast", start_ms: 5000, end_ms: 5500, speaker: "B" },
    { text: "Pardon?", start_ms: 6900, end_ms: 8000, speaker: "A" },
  );
  assert.deepEqual(cues.map(({ startMs, endMs }) => [startMs, endMs]), [[0, 800], [5000, 6820], [6900, 8000]]);
});

Deno.test("a long silence ends a cue though words would fit", () => {
  const words = [{ text: "One", start_ms: 0, end_ms: 500 }, { text: "two", start_ms: 3000, end_ms: 3500 }];
  assert.deepEqual(cuesOf({ text: "One two", start_ms: 0, end_ms: 3500, words }).map(({ lines }) => lines), [
    ["One"],
    ["two"],
  ]);
});

Deno.test("SubRip names a speaker where the speaker changes, within the width of the lines", () => {
  const segments = [
    { text: "word ".repeat(30).trim(), start_ms: 0, end_ms: 20_000, speaker: "A" },
    { text: "Yes.", start_ms: 20_000, end_ms: 21_000, speaker: "B" },
    { text: "Who is it?", start_ms: 22_000, end_ms: 23_000 },
    { text: "Me.", start_ms: 24_000, end_ms: 25_000, speaker: "B" },
  ];
  const speakers = { A: "Somebody whose name goes on for a very long time", B: "Bo" };
  const cues = readCues(toSrt(exportableOf(segments, { speakers })));
  assert.match(cues[0]?.text ?? "", /^Somebody whose name goes on f…: word/);
  assert.equal(cues.filter(({ text }) => text.includes("Somebody")).length, 1);
  assert.deepEqual(cues.slice(-3).map(({ text }) => text), ["Bo: Yes.", "Who is it?", "Bo: Me."]);
  for (const { text } of cues) for (const line of text.split("\n")) assert(line.length <= 42, line);
});

Deno.test("a line of a transcript can not end its cue or begin another one", () => {
  const segment = { text: "one\n\n2\n00:00:09,000 --> 00:00:10,000\nevil", start_ms: 0, end_ms: 4000 };
  assert.deepEqual(readCues(toSrt(exportableOf([segment]))).map(({ start, end }) => [start, end]), [[0, 4000]]);
  const vtt = toVtt(exportableOf([{ ...segment, speaker: "A\n\n>evil" }]));
  assert.equal(vtt.match(/-->/g)?.length, 1);
  assert.equal(vtt.split("\n\n").length, 2);
});

function readCues(srt: string) {
  return parseSync(srt).flatMap((node) => node.type === "cue" ? [node.data] : []);
}
