import assert from "node:assert/strict";
import { realignWords } from "../../shared/realign_words.ts";
import type { TranscriptSegment, Word } from "../../shared/transcript.ts";
import { createRandom } from "../support/random.ts";

/** A segment from 1000 ms on: each word lasts 400 ms and is followed by 100 ms of silence. */
function segmentOf(said: string[], separator = " "): TranscriptSegment & { words: Word[] } {
  const words = said.map((text, index) => ({
    text,
    start_ms: 1000 + index * 500,
    end_ms: 1400 + index * 500,
    confidence: 0.9,
  }));
  return { text: said.join(separator), start_ms: 900, end_ms: 1000 + said.length * 500, words };
}

/** Each word as "text start-end", with a star where its times are estimated. */
const show = (words: Word[] | null) =>
  words?.map(({ text, start_ms, end_ms, interpolated }) => `${text} ${start_ms}-${end_ms}${interpolated ? "*" : ""}`);

const realign = (said: string, text: string) => show(realignWords(segmentOf(said.split(" ")), text));

/** The words before the first difference and after the last one are the very same. */
function assertUntouched(old: Word[], words: Word[], before: string[], after: string[]) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  assert.deepEqual(words.slice(0, start), old.slice(0, start));
  assert.deepEqual(words.slice(words.length - end), old.slice(old.length - end));
}

/** What holds for every correction, whatever was typed. */
function assertAligned(segment: TranscriptSegment & { words: Word[] }, words: Word[], text: string) {
  assert.equal(words.map((word) => word.text).join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
  let free = segment.start_ms ?? 0;
  for (const word of words) {
    assert(
      word.start_ms >= free && word.end_ms >= word.start_ms && word.end_ms <= segment.end_ms!,
      JSON.stringify(word),
    );
    free = word.end_ms;
    if (word.interpolated) assert.equal(word.confidence, undefined);
    else assert(segment.words.some((old) => old.start_ms === word.start_ms && old.end_ms === word.end_ms));
  }
}

Deno.test("words of a corrected text", async (t) => {
  await t.step("are as they were where nothing was corrected", () => {
    const segment = segmentOf(["Good", "morning,", "Ann."]);
    assert.deepEqual(realignWords(segment, "Good  morning,\nAnn."), segment.words);
  });

  await t.step("have the time of the words that they replace, and no confidence", () => {
    assert.deepEqual(realign("Good mourning, Ann.", "Good morning, Ann."), [
      "Good 1000-1400",
      "morning, 1500-1900*",
      "Ann. 2000-2400",
    ]);
    assert.deepEqual(realignWords(segmentOf(["mourning"]), "morning"), [
      { text: "morning", start_ms: 1000, end_ms: 1400, interpolated: true },
    ]);
  });

  await t.step("share that time where one becomes two, and have all of it where two become one", () => {
    assert.deepEqual(realign("we goto work", "we go to work"), [
      "we 1000-1400",
      "go 1500-1660*",
      "to 1740-1900*",
      "work 2000-2400",
    ]);
    assert.deepEqual(realign("go in to it", "go into it"), ["go 1000-1400", "into 1500-2400*", "it 2500-2900"]);
  });

  await t.step("fill the silence between their neighbours, or what the segment has before and after", () => {
    assert.deepEqual(realign("one three", "one two three"), ["one 1000-1400", "two 1400-1500*", "three 1500-1900"]);
    assert.deepEqual(realign("one", "nought one two"), ["nought 900-1000*", "one 1000-1400", "two 1400-1500*"]);
  });

  await t.step("leave the time of removed words empty", () => {
    assert.deepEqual(realign("one um two", "one two"), ["one 1000-1400", "two 2000-2400"]);
    assert.deepEqual(realign("one two", ""), []);
  });

  await t.step("keep times and confidence where only case and punctuation change", () => {
    const { words } = segmentOf(["hello", "ann"]);
    assert.deepEqual(realignWords(segmentOf(["hello", "ann"]), "Hello, “Ann”!"), [
      { ...words[0], text: "Hello," },
      { ...words[1], text: "“Ann”!" },
    ]);
  });

  await t.step("have no punctuation where the provider's have none", () => {
    const segment = { ...segmentOf(["Hello", "Ann"]), text: "Hello, Ann." };
    assert.deepEqual(realignWords(segment, "Hello, Ann."), segment.words);
    assert.deepEqual(show(realignWords(segment, "Hello – dear Ann!")), [
      "Hello 1000-1400",
      "dear 1400-1500*",
      "Ann 1500-1900",
    ]);
  });

  await t.step("stay whole where the provider takes several for one", () => {
    assert.deepEqual(show(realignWords(segmentOf(["In", "New York", "today"]), "In New York now")), [
      "In 1000-1400",
      "New York 1500-1900",
      "now 2000-2400*",
    ]);
    assert.deepEqual(show(realignWords(segmentOf(["In", "New York"]), "In new Orleans")), [
      "In 1000-1400",
      "new 1500-1609*",
      "Orleans 1645-1900*",
    ]);
  });

  await t.step("are found in scripts without spaces", () => {
    const segment = segmentOf(["今日", "は", "天気", "が", "いい", "です。"], "");
    assert.deepEqual(show(realignWords(segment, "今日は空気がいいです。")), [
      "今日 1000-1400",
      "は 1500-1900",
      "空気 2000-2400*",
      "が 2500-2900",
      "いい 3000-3400",
      "です。 3500-3900",
    ]);
  });

  await t.step("are compared by what they say, however it is written", () => {
    const segment = segmentOf(["Cafe\u0301", "ﬁne", "👍🏽", "Straße"]);
    assert.deepEqual(show(realignWords(segment, "Café fine 👍🏽 straße")), [
      "Café 1000-1400",
      "fine 1500-1900",
      "👍🏽 2000-2400",
      "straße 2500-2900",
    ]);
  });

  await t.step("stay unknown where they are", () => {
    assert.equal(realignWords({ text: "Hello", start_ms: 0, end_ms: 9 }, "Hello Ann"), null);
    assert.deepEqual(realignWords({ text: "Hello", words: [] }, "Hello Ann"), []);
  });

  await t.step("come back to a segment that was emptied", () => {
    assert.deepEqual(show(realignWords({ text: "", start_ms: 0, end_ms: 1000, words: [] }, "Hello")), [
      "Hello 0-1000*",
    ]);
  });

  await t.step("lie between the first and the last where the segment itself has no times", () => {
    const { words } = segmentOf(["one", "two"]);
    assert.deepEqual(show(realignWords({ text: "one two", words }, "so one two three")), [
      "so 1000-1000*",
      "one 1000-1400",
      "two 1500-1900",
      "three 1900-1900*",
    ]);
  });

  await t.step("lie in the segment though the provider's own do not, or overlap", () => {
    const words = [{ text: "one", start_ms: 0, end_ms: 700 }, { text: "two", start_ms: 600, end_ms: 1200 }];
    const segment = { text: "one two", start_ms: 100, end_ms: 1000, words };
    assert.deepEqual(show(realignWords(segment, "nought one and two three")), [
      "nought 100-100*",
      "one 0-700",
      "and 600-600*",
      "two 600-1200",
      "three 1000-1000*",
    ]);
  });
});

const vocabulary = "the a of and Hello, world. cafe\u0301 naïve 你好 天気 สวัสดี 👍🏽 don't 3.5 x".split(" ");

/** Inserts, deletes, replaces, splits, joins and writes anew as people do. */
function correct(said: string[], random: (limit: number) => number): string[] {
  const at = random(said.length + 1);
  const fresh = vocabulary[random(vocabulary.length)]!;
  const word = said[at] ?? "";
  const kinds = [
    () => said.toSpliced(at, 0, fresh),
    () => said.toSpliced(at, 1 + random(3)),
    () => said.toSpliced(at, 1, fresh),
    () => said.toSpliced(at, 1, word.slice(0, word.length / 2), word.slice(word.length / 2)),
    () => said.toSpliced(at, 2, word + (said[at + 1] ?? "")),
    () => said.toSpliced(at, 1, `“${word.toUpperCase()}”`),
  ];
  return kinds[random(kinds.length)]!();
}

Deno.test("whatever is corrected, words stay in order and inside their segment, and those not touched as they were", () => {
  const random = createRandom(20_260_201);
  for (let run = 0; run < 5000; run++) {
    let said = Array.from({ length: random(12) }, () => vocabulary[random(vocabulary.length)]!);
    let segment = segmentOf(said);
    for (let step = 0; step < 1 + random(4); step++) {
      const before = said;
      said = correct(said, random).filter((word) => word.trim() !== "");
      const words = realignWords(segment, said.join(" "))!;
      assertAligned(segment, words, said.join(" "));
      if (step === 0) assertUntouched(segment.words, words, before, said);
      segment = { ...segment, text: said.join(" "), words };
    }
  }
});

Deno.test("a segment of thousands of words is corrected in a moment, however much of it", () => {
  const random = createRandom(1);
  const said = Array.from({ length: 5000 }, () => `word${random(800)}`);
  const cases: { name: string; text: string[]; kept?: number }[] = [
    { name: "a few words", text: said.map((word, index) => index % 500 === 7 ? "other" : word), kept: 4990 },
    { name: "a quarter", text: said.map((word, index) => index % 4 === 1 ? `other${index}` : word), kept: 3750 },
    { name: "everything", text: said.map((_, index) => `other${index}`), kept: 0 },
    { name: "the order", text: said.toReversed() },
    { name: "the order, with ten times as many words", text: Array(10).fill(said.toReversed()).flat() },
  ];
  for (const { name, text, kept } of cases) {
    const segment = segmentOf(said);
    const started = performance.now();
    const words = realignWords(segment, text.join(" "))!;
    assert(performance.now() - started < 5000, `${name}: ${performance.now() - started} ms`);
    assertAligned(segment, words, text.join(" "));
    if (kept !== undefined) assert.equal(words.filter((word) => !word.interpolated).length, kept, name);
  }
});

Deno.test("a long run of punctuation costs no more than its length", () => {
  const text = `${"!".repeat(500_000)}a${"!".repeat(400_000)}`;
  const started = performance.now();
  realignWords(segmentOf(["one", "two"]), text);
  assert(performance.now() - started < 5000, `${performance.now() - started} ms`);
});
