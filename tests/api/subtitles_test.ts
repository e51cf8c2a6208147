import assert from "node:assert/strict";
import { type Cue, toCues } from "../../shared/export/cues.ts";
import { exporters } from "../../shared/export/exporters.ts";
import type { TranscriptSegment } from "../../shared/transcript.ts";

const transcriptOf = (segments: TranscriptSegment[]) => ({
  ...{ id: "id", title: "A talk", language: "en", audio_ms: null, text: "", speakers: {} },
  segments,
});
const cuesOf = (...segments: TranscriptSegment[]) => toCues(transcriptOf(segments));
const wordsIn = (cues: Cue[]) => cues.flatMap(({ lines }) => lines).join(" ");

/** What makes subtitles readable, whatever they are made from. */
function assertReadable(cues: Cue[]) {
  let free = 0;
  for (const { startMs, endMs, lines } of cues) {
    assert(lines.length >= 1 && lines.length <= 2, lines.join("|"));
    for (const line of lines) assert([...line].length <= 42 && line.trim() === line && line !== "", line);
    assert(startMs >= free && endMs > startMs && endMs - startMs <= 7000, `${free} ${startMs} ${endMs}`);
    free = endMs;
  }
}

Deno.test("a long segment becomes cues that can be read, and no word is lost", () => {
  const text = Array.from({ length: 200 }, (_, index) => "word".repeat(1 + index % 5) + index).join(" ");
  const cues = cuesOf({ text, start_ms: 1000, end_ms: 101_000 });
  assertReadable(cues);
  assert.equal(wordsIn(cues), text);
  assert.deepEqual([cues[0]?.startMs, cues.at(-1)?.endMs], [1000, 101_000]);
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
  assert.deepEqual(cues.map(({ startMs, endMs }) => [startMs, endMs]), [[100, 6900], [7100, 11_900]]);
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
    ["At once.", 2001],
  ]);
});

Deno.test("a word that lasts for minutes, or no time at all, still makes a cue that players take", () => {
  const cues = cuesOf({ text: "Hmm", start_ms: 0, end_ms: 600_000 }, {
    text: "Oh.",
    start_ms: 700_000,
    end_ms: 700_000,
  });
  assertReadable(cues);
  assert.deepEqual(cues.map(({ startMs, endMs }) => [startMs, endMs]), [[0, 7000], [700_000, 700_001]]);
});

Deno.test("segments of nothing but space make no cue", () => {
  assert.deepEqual(cuesOf({ text: " \n ", start_ms: 0, end_ms: 5 }), []);
});

Deno.test("a line of a transcript can not end its cue or begin another one", () => {
  const segment = { text: "one\n\n2\n00:00:09,000 --> 00:00:10,000\nevil", start_ms: 0, end_ms: 4000 };
  const { content } = exporters.srt(transcriptOf([segment]));
  assert.equal(content.split("\n\n").length, 1);
  assert.equal(content.split("\n")[1], "00:00:00,000 --> 00:00:04,000");
  const vtt = exporters.vtt(transcriptOf([{ ...segment, speaker: "A\n\n>evil" }])).content;
  assert.equal(vtt.match(/-->/g)?.length, 1);
  assert.equal(vtt.split("\n\n").length, 2);
});
