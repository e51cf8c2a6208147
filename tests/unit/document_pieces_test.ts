import assert from "node:assert/strict";
import { cutPieces, halvePiece } from "../../functions/worker/documents/cut_pieces.ts";
import type { PlacedSegment } from "../../shared/reading/blocks.ts";

const byLetters = ({ text }: PlacedSegment) => text.length;
const segment = (position: number, text: string, speaker: string | null = "A"): PlacedSegment => ({
  ...{ position, text, speaker, start_ms: position * 1000, end_ms: position * 1000 + 900 },
});

/** The texts between places, as they stand in their segments. */
function textsOf(segments: PlacedSegment[], starts: { segment: number; offset: number }[]): string[] {
  const all = segments.map(({ text }) => text).join("");
  const at = starts.map((start) =>
    segments.filter(({ position }) => position < start.segment).reduce(
      (sum, { text }) => sum + text.length,
      start.offset,
    )
  );
  return at.map((from, index) => all.slice(from, at[index + 1]));
}

Deno.test("a transcript is cut into pieces", async (t) => {
  await t.step("not at all where it fits", () => {
    assert.deepEqual(cutPieces([segment(0, "Hello."), segment(1, "Bye.")], 10, byLetters), [{ segment: 0, offset: 0 }]);
  });

  await t.step("into none where nothing is said", () => {
    assert.deepEqual(cutPieces([segment(0, " ")], 10, byLetters), []);
  });

  await t.step("where another speaker begins, before the end of the room", () => {
    const segments = [segment(0, "x".repeat(80)), segment(1, "x".repeat(10), "B"), segment(2, "y".repeat(10), "B")];
    const more = [...segments, segment(3, "z".repeat(10), "B")];
    assert.deepEqual(cutPieces(more, 100, byLetters), [{ segment: 0, offset: 0 }, { segment: 1, offset: 0 }]);
  });

  await t.step("where a sentence begins rather than within one", () => {
    const texts = ["One two three four five six.", "Seven", "eight nine."];
    const segments = texts.map((text, index) => segment(index, text));
    assert.deepEqual(cutPieces(segments, 34, byLetters), [{ segment: 0, offset: 0 }, { segment: 1, offset: 0 }]);
  });

  await t.step("within a segment only where that alone is too long, and there at its sentences", () => {
    const segments = [segment(0, "A first sentence. A second sentence. A third one."), segment(1, "End.")];
    const starts = cutPieces(segments, 20, byLetters);
    assert.deepEqual(textsOf(segments, starts), ["A first sentence. ", "A second sentence. ", "A third one.End."]);
  });

  await t.step("so that nothing is lost and no piece is too long, whatever the sizes", () => {
    const segments = Array.from(
      { length: 500 },
      (_, n) => segment(n, "word ".repeat(1 + (n * 7919) % 23) + (n % 3 === 0 ? "end." : ""), n % 11 < 5 ? "A" : "B"),
    );
    for (const most of [120, 250, 1000]) {
      const texts = textsOf(segments, cutPieces(segments, most, byLetters));
      assert.equal(texts.join(""), segments.map(({ text }) => text).join(""));
      assert(texts.every((text) => text.length <= most), `${most}`);
      // The longest segment has 119 characters.
      assert(texts.slice(0, -1).every((text) => text.length >= Math.min(most * 0.75, most - 119)), `${most}`);
    }
  });

  await t.step("in two where an answer is too long, unless it is one sentence", () => {
    assert.deepEqual(halvePiece([segment(4, "One."), segment(5, "Three.")]), { segment: 5, offset: 0 });
    assert.deepEqual(halvePiece([segment(4, "One two. Three four.")]), { segment: 4, offset: 9 });
    assert.equal(halvePiece([segment(4, "One two three")]), undefined);
  });
});
