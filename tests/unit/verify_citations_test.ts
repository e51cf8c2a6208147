import assert from "node:assert/strict";
import { verifyCitations } from "../../shared/answers/verify_citations.ts";
import { spoken } from "../support/spoken.ts";

const id = crypto.randomUUID();
const segments = [
  { position: 3, ...spoken("Good morning, Zoë.", "A", 0) },
  { position: 4, ...spoken("We meet on the 3rd of May", "A", 2000) },
  { position: 6, ...spoken("at ten o'clock. Or never.", "B", 6000) },
  { position: 7, text: "Text without times." },
];
const verify = (first: number, last: number, quote: string | null) => {
  const { citations, removed } = verifyCitations(id, segments, [{ first, last, quote }]);
  return citations.length === 0 ? removed : citations.map(({ segment, start_ms, end_ms, quote }) => ({
    ...{ segment, start_ms, end_ms, quote },
  }))[0];
};

Deno.test("a quote is found", async (t) => {
  await t.step("whatever its case, accents and punctuation, and given as it is stored", () => {
    assert.deepEqual(verify(3, 3, "MORNING zoe!"), { segment: 3, start_ms: 500, end_ms: 1400, quote: "morning, Zoë" });
  });

  await t.step("across segments, with the times of its first and last word", () => {
    const expected = { segment: 4, start_ms: 4500, end_ms: 7400, quote: "of May at ten o'clock" };
    assert.deepEqual(verify(4, 6, "of May at ten oclock"), expected);
  });

  await t.step("as all that the segments say, where it names no words", () => {
    assert.deepEqual(verify(4, 4, null), { segment: 4, start_ms: 2000, end_ms: 5400, quote: segments[1]!.text });
  });

  await t.step("without times where the segment has none", () => {
    assert.deepEqual(verify(7, 7, "without times"), {
      ...{ segment: 7, start_ms: null, end_ms: null },
      quote: "without times",
    });
  });
});

Deno.test("a quote is not found", async (t) => {
  const wrong: Record<string, Parameters<typeof verify>> = {
    "where it stands in another segment": [3, 3, "3rd of May"],
    "where only a part of a word stands there": [3, 3, "morn"],
    "where a word is left out": [4, 4, "meet the 3rd"],
    "where it goes on behind what is cited": [4, 4, "of May at ten"],
    "where it is nothing but punctuation": [4, 4, "..."],
    "where the segments are not there": [40, 41, null],
    "where it is said to stand somewhere in half of the transcript": [3, 300, "morning"],
  };
  for (const [name, claim] of Object.entries(wrong)) {
    await t.step(name, () => assert.equal(verify(...claim), 1));
  }
});

Deno.test("quotes that overlap become one, and others stay apart", () => {
  const claims = ["on the 3rd", "3rd of", "We meet", "the 3rd"].map((quote) => ({ first: 4, last: 4, quote }));
  const { citations, removed } = verifyCitations(id, segments, claims);
  assert.deepEqual(citations.map(({ quote }) => quote), ["We meet", "on the 3rd of"]);
  assert.equal(removed, 0);
});
