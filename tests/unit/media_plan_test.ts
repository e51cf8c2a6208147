import assert from "node:assert/strict";
import { planPieces } from "../../shared/media/plan.ts";

const limits = { maxBytes: 24_000_000, maxMs: 1_200_000 };

Deno.test("a file within both limits stays whole", () => {
  const plan = planPieces({ durationMs: 1_200_000, byteSize: 24_000_000, ...limits });
  assert.deepEqual(plan, [{ startMs: 0, endMs: 1_200_000 }]);
});

Deno.test("a file past a limit becomes equal pieces that meet and stay 10% below both limits", () => {
  const files = [
    { durationMs: 7_200_000, byteSize: 115_000_000 },
    { durationMs: 1_200_001, byteSize: 1000 },
    { durationMs: 60_000, byteSize: 24_000_001 },
    { durationMs: 43_199_999, byteSize: 7_654_321 },
  ];
  for (const { durationMs, byteSize } of files) {
    const plan = planPieces({ durationMs, byteSize, ...limits });
    assert.equal(plan[0]?.startMs, 0);
    assert.equal(plan.at(-1)?.endMs, durationMs);
    for (const [index, { startMs, endMs }] of plan.entries()) {
      const length = endMs - startMs;
      assert.ok(
        length <= 0.9 * limits.maxMs + 1 &&
          length * byteSize / durationMs <= 0.9 * limits.maxBytes + byteSize / durationMs,
      );
      assert.ok(Math.abs(length - durationMs / plan.length) <= 1);
      if (index > 0) assert.equal(startMs, plan[index - 1]?.endMs);
    }
  }
});

Deno.test("no more pieces are planned than the limits ask for", () => {
  assert.equal(planPieces({ durationMs: 2_160_000, byteSize: 1000, ...limits }).length, 2);
  assert.equal(planPieces({ durationMs: 1000, byteSize: 64_800_000, ...limits }).length, 3);
});
