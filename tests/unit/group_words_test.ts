import assert from "node:assert/strict";
import { groupWords } from "../../shared/speech/group_words.ts";
import { createSpeakerLabels } from "../../shared/speech/speaker_labels.ts";

const wordsOf = (...words: [text: string, start_ms: number, end_ms: number][]) =>
  words.map(([text, start_ms, end_ms]) => ({ text, start_ms, end_ms }));

Deno.test("words become segments", async (t) => {
  const textsOf = (text: string, words: ReturnType<typeof wordsOf>) => groupWords(text, words).map((one) => one.text);

  await t.step("at the end of a sentence, whatever quotes and brackets follow", () => {
    const text = `"Stop!" He did (really?) And then?`;
    const words = wordsOf(["Stop", 0, 1], ["He", 2, 3], ["did", 3, 4], ["really", 4, 5], ["And", 5, 6], ["then", 6, 7]);
    assert.deepEqual(textsOf(text, words), [`"Stop!"`, "He did (really?)", "And then?"]);
  });
  await t.step("at a pause, and after 30 seconds", () => {
    assert.deepEqual(textsOf("one two", wordsOf(["one", 0, 100], ["two", 1600, 1700])), ["one", "two"]);
    assert.deepEqual(textsOf("one two", wordsOf(["one", 0, 100], ["two", 1599, 1700])), ["one two"]);
    const steady = wordsOf(
      ...Array.from({ length: 40 }, (_, index): [string, number, number] => ["a", index * 1000, index * 1000 + 900]),
    );
    const lengths = groupWords(steady.map(({ text }) => text).join(" "), steady).map(({ words }) => words?.length);
    assert.deepEqual(lengths, [30, 10]);
  });
  await t.step("with all of the text, even where words are written otherwise in it", () => {
    const text = "We met at 3 pm, all of us.";
    const words = wordsOf(["We", 0, 1], ["met", 1, 2], ["at", 2, 3], ["three", 3, 4], ["us", 5, 6]);
    assert.deepEqual(textsOf(text, words), [text]);
  });
  await t.step("in languages without spaces", () => {
    const words = wordsOf(["今日", 0, 1], ["は", 1, 2], ["はい", 3, 4]);
    assert.deepEqual(textsOf("今日は。はい。", words), ["今日は。", "はい。"]);
  });
  await t.step("from the words alone, from the text alone, and from nothing", () => {
    assert.deepEqual(textsOf("", wordsOf(["Hello", 0, 1], ["there", 1, 2])), ["Hello there"]);
    assert.deepEqual(groupWords(" Hello. ", [], "A"), [{ text: "Hello.", speaker: "A" }]);
    assert.deepEqual(groupWords(" ", []), []);
  });
});

Deno.test("speakers are A to Z, then AA, and the same one keeps its label", () => {
  const labelOf = createSpeakerLabels();
  assert.deepEqual([labelOf(0), labelOf(1), labelOf(0), labelOf(null), labelOf(undefined)], [
    "A",
    "B",
    "A",
    null,
    null,
  ]);
  for (let speaker = 2; speaker < 26; speaker++) labelOf(speaker);
  assert.deepEqual([labelOf(25), labelOf(26), labelOf(27)], ["Z", "AA", "AB"]);
});
