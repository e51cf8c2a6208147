import assert from "node:assert/strict";
import { joinTranscripts } from "../../shared/join_transcripts.ts";
import { chooseMarks, hear, type Hearing, speak, type Talk } from "../support/heard_pieces.ts";
import { createRandom } from "../support/random.ts";
import { splitWords } from "../support/speech.ts";

const milliseconds = 120_000;

/** A talk, cut anywhere and heard in pieces; the same for the same seed. */
function hearTalk(seed: number, talk: Partial<Talk>, hearing: Hearing) {
  const random = createRandom(seed);
  const spoken = speak(random, { milliseconds, ...talk });
  return { spoken, joined: joinTranscripts(hear(spoken, chooseMarks(random, milliseconds), random, hearing)) };
}

const seeds = Array.from({ length: 150 }, (_, index) => index + 1);

Deno.test("wherever a talk is cut, its words come back each once and in order", async (t) => {
  for (const jitterMs of [0, 200]) {
    await t.step(`from words with times that are ${jitterMs} ms off, and from their segments' texts alike`, () => {
      for (const seed of seeds) {
        const { spoken, joined } = hearTalk(seed, {}, { gives: "words", jitterMs });
        const truth = spoken.map(({ text }) => text);
        assert.deepEqual(splitWords(joined.text), truth, `seed ${seed}`);
        const words = joined.segments.flatMap((segment) => segment.words ?? []);
        assert.deepEqual(words.map(({ text }) => text), truth, `seed ${seed}`);
        for (const [index, { start_ms, end_ms }] of words.entries()) {
          const { startMs = 0, endMs = 0 } = spoken[index] ?? {};
          assert.ok(
            Math.abs(start_ms - startMs) <= jitterMs && Math.abs(end_ms - endMs) <= 2 * jitterMs,
            `seed ${seed}`,
          );
        }
      }
    });
    await t.step(`from segments without words, ${jitterMs} ms off`, () => {
      for (const seed of seeds) {
        const { spoken, joined } = hearTalk(seed, {}, { gives: "segments", jitterMs });
        assert.deepEqual(splitWords(joined.text), spoken.map(({ text }) => text), `seed ${seed}`);
      }
    });
  }
  await t.step("from mere text, where some words are said in each overlap", () => {
    for (const seed of seeds) {
      const { spoken, joined } = hearTalk(seed, { pauseMs: 1000 }, { gives: "text", jitterMs: 0 });
      assert.deepEqual(splitWords(joined.text), spoken.map(({ text }) => text), `seed ${seed}`);
    }
  });
});

Deno.test("two who both speak in each overlap stay two, and each keeps a label", () => {
  for (const seed of seeds) {
    const { spoken, joined } = hearTalk(seed, { pauseMs: 300, turns: 40 }, { gives: "words", jitterMs: 100 });
    const labels = joined.segments.flatMap(({ speaker, words }) => (words ?? []).map(() => speaker));
    const names: Record<string, string> = spoken[0]?.speaker === "Ann"
      ? { A: "Ann", B: "Bob" }
      : { A: "Bob", B: "Ann" };
    assert.deepEqual(labels.map((label) => names[label ?? ""]), spoken.map(({ speaker }) => speaker), `seed ${seed}`);
  }
});
