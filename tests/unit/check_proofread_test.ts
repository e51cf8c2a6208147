import assert from "node:assert/strict";
import { checkProofread, countChanges } from "../../functions/worker/documents/check_proofread.ts";

const segment = (position: number, text: string) => ({ position, text });

Deno.test("what a model corrected is counted in words", async (t) => {
  const count = (before: string, after: string) => {
    const { words, added, removed, changed } = countChanges(before, after);
    return [words, added, removed, changed];
  };

  await t.step("case and punctuation do not count", () => {
    assert.deepEqual(count("so we meet on monday", "So, we meet on Monday."), [5, 0, 0, 0]);
  });

  await t.step("a word in place of another is changed, others are added or removed", () => {
    assert.deepEqual(count("the bored has met", "The board has met."), [4, 0, 0, 1]);
    assert.deepEqual(count("the the board has met", "The board has met today."), [5, 1, 1, 0]);
    assert.deepEqual(count("a b c d", "a x y d"), [4, 0, 0, 2]);
    assert.deepEqual(count("a b", "x y z"), [2, 1, 0, 2]);
  });

  await t.step("scripts without spaces are counted by letters", () => {
    assert.deepEqual(count("今日は天気", "今日は、元気。"), [5, 0, 0, 1]);
  });
});

Deno.test("a proofread transcript is checked segment by segment", () => {
  const segments = [
    segment(0, "so the bored of ten people met on monday morning"),
    segment(1, "we agreed to pay"),
    segment(2, "thank you all"),
    segment(3, "  "),
    segment(4, "as it was."),
  ];
  const texts = new Map([
    [0, "So the board of ten people met on Monday morning."],
    [1, "We never agreed to pay anything."],
    [4, "as it was."],
  ]);
  const { changed, report } = checkProofread(segments, texts, 0.2);
  assert.deepEqual(changed, [{ segment: 0, text: "So the board of ten people met on Monday morning." }]);
  assert.deepEqual(report, { words: 20, added: 2, removed: 0, changed: 1, share: 0.15, flagged: [1, 2] });
});
