import assert from "node:assert/strict";
import { dividePiece, overlapMs, planPieces, spanToCut } from "../../shared/media/plan.ts";

const limits = { maxBytes: 24_000_000, maxMs: 1_200_000 };

Deno.test("a file within both limits stays whole", () => {
  const options = { durationMs: 1_200_000, byteSize: 24_000_000, ...limits };
  const whole = { startMs: 0, endMs: 1_200_000 };
  assert.deepEqual(planPieces(options), [whole]);
  assert.deepEqual(spanToCut(whole, options), whole);
});

Deno.test("a file past a limit becomes equal pieces that meet and, with their overlap, stay 10% below both limits", () => {
  const files = [
    { durationMs: 7_200_000, byteSize: 115_000_000 },
    { durationMs: 1_200_001, byteSize: 1000 },
    { durationMs: 60_000, byteSize: 24_000_001 },
    { durationMs: 43_199_999, byteSize: 7_654_321 },
    { durationMs: 36_000_000, byteSize: 5_000_000_000 },
    { durationMs: 20_000, byteSize: 480_000_000 },
  ];
  for (const file of files) {
    const options = { ...file, ...limits };
    const { durationMs, byteSize } = file;
    const plan = planPieces(options);
    assert.equal(plan[0]?.startMs, 0);
    assert.equal(plan.at(-1)?.endMs, durationMs);
    for (const [index, piece] of plan.entries()) {
      assert.ok(Math.abs(piece.endMs - piece.startMs - durationMs / plan.length) <= 1);
      if (index > 0) assert.equal(piece.startMs, plan[index - 1]?.endMs);
      const cut = spanToCut(piece, options);
      const length = cut.endMs - cut.startMs;
      assert.ok(length <= 0.9 * limits.maxMs + 2, `${length} ms`);
      assert.ok((length - 2) * byteSize / durationMs <= 0.9 * limits.maxBytes, `${length} ms`);
    }
  }
});

Deno.test("each piece is heard for 4 s beyond its ends, within what is wanted", () => {
  const options = { durationMs: 7_200_000, byteSize: 115_000_000, ...limits, span: { startMs: 500, endMs: 3_000_000 } };
  const plan = planPieces(options);
  const cuts = plan.map((piece) => spanToCut(piece, options));
  assert.deepEqual([cuts[0]?.startMs, cuts.at(-1)?.endMs], [500, 3_000_000]);
  for (const [index, { startMs }] of plan.entries()) {
    if (index === 0) continue;
    assert.deepEqual([cuts[index]?.startMs, cuts[index - 1]?.endMs], [startMs - 4000, startMs + 4000]);
  }
});

Deno.test("a part of a file that fits into one call is one piece", () => {
  const options = { durationMs: 7_200_000, byteSize: 115_000_000, ...limits, span: { startMs: 60_000, endMs: 90_000 } };
  assert.deepEqual(planPieces(options), [{ startMs: 60_000, endMs: 90_000 }]);
  assert.deepEqual(spanToCut({ startMs: 60_000, endMs: 90_000 }, options), { startMs: 60_000, endMs: 90_000 });
});

Deno.test("where a call takes little, the overlap is a small share of it", () => {
  const options = { durationMs: 60_000, byteSize: 60_000, maxBytes: 1_000_000, maxMs: 10_000 };
  const plan = planPieces(options);
  const cut = spanToCut(plan[2] ?? { startMs: 0, endMs: 0 }, options);
  assert.equal((plan[2]?.startMs ?? 0) - cut.startMs, 1125);
  assert.ok(plan.length <= 9);
});

Deno.test("no more pieces are planned than the limits and the overlap ask for", () => {
  assert.equal(planPieces({ durationMs: 2 * 1_072_000, byteSize: 1000, ...limits }).length, 2);
  assert.equal(planPieces({ durationMs: 36_000_000, byteSize: 1000, ...limits }).length, 34);
});

Deno.test("a piece that was heard to its end is not divided, whatever is missing of the overlap", () => {
  const options = { durationMs: 7_200_000, byteSize: 115_000_000, ...limits };
  const piece = { startMs: 1_000_000, endMs: 2_000_000 };
  for (const nextMs of [null, 2_000_000, 2_003_000]) assert.equal(dividePiece(piece, nextMs, options), null);
});

Deno.test("a piece that ended early meets its rest where both will have been heard on both sides", () => {
  const options = { durationMs: 7_200_000, byteSize: 115_000_000, ...limits };
  const piece = { startMs: 1_000_000, endMs: 2_000_000 };
  const divided = dividePiece(piece, 1_500_000, options);
  assert.deepEqual(divided, {
    done: { startMs: 1_000_000, endMs: 1_496_000 },
    rest: { startMs: 1_496_000, endMs: 2_000_000 },
  });
  // Cut again after a restart, the part that is done asks for exactly what was heard of it.
  assert.equal(spanToCut(divided?.done ?? piece, options).endMs, 1_500_000);
  assert.equal(spanToCut(divided?.rest ?? piece, options).startMs, 1_500_000 - 2 * overlapMs);
});

Deno.test("a piece comes to an end however little of it each call takes", () => {
  const options = { durationMs: 7_200_000, byteSize: 115_000_000, ...limits };
  for (const heardMs of [5000, 9000, 30_000]) {
    let rest: { startMs: number; endMs: number } | undefined = { startMs: 1_000_000, endMs: 1_040_000 };
    let pieces = 0;
    for (; rest; pieces++) {
      const cut = spanToCut(rest, options);
      const nextMs: number = cut.startMs + heardMs;
      const divided: ReturnType<typeof dividePiece> = dividePiece(rest, nextMs < cut.endMs ? nextMs : null, options);
      if (divided) {
        assert.ok(divided.done.endMs > rest.startMs && divided.done.endMs < nextMs);
        assert.equal(divided.rest.startMs, divided.done.endMs);
      }
      rest = divided?.rest;
    }
    assert.ok(pieces <= 2 * 40_000 / (heardMs - overlapMs) + 1, `${pieces}`);
  }
  const piece = { startMs: 1_000_000, endMs: 2_000_000 };
  assert.throws(() => dividePiece(piece, 999_000, options), { code: "codec_not_supported" });
});
