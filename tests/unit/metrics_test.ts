import assert from "node:assert/strict";
import { createMetrics, type Sample } from "../../shared/telemetry/metrics.ts";
import { renderMetrics } from "../../shared/telemetry/render_metrics.ts";
import { createSoon } from "../../shared/telemetry/soon.ts";
import { findSeries, parseMetrics, valueOf } from "../support/metrics.ts";

const labels = { provider: "openai", purpose: "speech" };
const seconds = "stenobase_provider_call_duration_seconds";
const told = (samples: Iterable<Sample>) => parseMetrics(renderMetrics([...samples]));

Deno.test("a histogram's buckets hold those below them, and the last one all", () => {
  const metrics = createMetrics();
  for (const ms of [0, 5, 5.1, 70, 1_000_000]) metrics.observe(seconds, labels, ms);
  const series = findSeries(told(metrics.cells()), seconds, labels);
  assert(series && "buckets" in series);
  const { buckets, count, sum } = series;
  assert.deepEqual([buckets["0.005"], buckets["0.01"], buckets["0.05"], buckets["0.1"]], [2, 3, 3, 4]);
  assert.deepEqual([buckets["400"], buckets["+Inf"], count], [4, 5, 5]);
  assert(Math.abs(sum - 1000.0801) < 1e-9);
});

Deno.test("what is stored can be forgotten, and what is not goes on", () => {
  const metrics = createMetrics();
  const count = (outcome: string) => metrics.count("stenobase_provider_calls_total", { ...labels, outcome });
  count("ok");
  count("stopped");
  for (const cell of metrics.cells()) cell.stored = cell.value;
  count("ok");
  metrics.beginAgain();
  assert.deepEqual([...metrics.cells()].map(({ labels, value, stored }) => [labels.outcome, value, stored]), [
    ["ok", 1, 0],
  ]);
});

Deno.test("labels are read as they were written, whatever they hold", () => {
  for (const outcome of ['say "no"', "back\\slash", "two\nlines", "äöü {x}"]) {
    const sample = { name: "stenobase_provider_calls_total", labels: { ...labels, outcome }, value: 7 };
    const text = renderMetrics([sample]);
    assert.equal(text.split("\n").filter((line) => line.includes("provider_calls_total{")).length, 1);
    // The parser keeps the two characters of an escaped line feed.
    const read = parseMetrics(text).find(({ name }) => name === sample.name)!.metrics[0]!;
    assert.equal(read.labels.outcome?.replaceAll("\\n", "\n"), outcome);
  }
});

Deno.test("names that no family has are not told", () => {
  assert.equal(renderMetrics([{ name: "other_total", labels: {}, value: 1 }]), renderMetrics([]));
  assert.equal(valueOf(told([]), "stenobase_queue_due_jobs"), 0);
});

Deno.test("work is done once for all that ask for it until then, and never twice at a time", async () => {
  const works: Promise<unknown>[] = [];
  let [runs, running, most] = [0, 0, 0];
  const soon = createSoon(async () => {
    runs++;
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
  }, { afterMs: 5, apartMs: 0, waitUntil: (work) => void works.push(work) });
  soon();
  soon();
  await new Promise((resolve) => setTimeout(resolve, 10));
  soon();
  await Promise.all(works);
  assert.deepEqual([runs, most, works.length], [2, 1, 2]);
});
