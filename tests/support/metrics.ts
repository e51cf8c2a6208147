import assert from "node:assert/strict";
import parsePrometheus from "parse-prometheus-text-format";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { createMetrics, type Metrics } from "../../shared/telemetry/metrics.ts";
import { keepMetrics } from "../../shared/telemetry/keep_metrics.ts";
import type { TestApi } from "./api.ts";

const Untyped = z.array(z.object({
  name: z.string(),
  help: z.string(),
  metrics: z.array(z.object({ labels: z.record(z.string(), z.string()).default({}), value: z.coerce.number() })),
}));

type Series = { labels: Record<string, string> } & ({ value: number } | Histogram);
type Histogram = { buckets: Record<string, number>; count: number; sum: number };
export type Family = { name: string; help: string; type: string; metrics: Series[] };

/**
 * Reads Prometheus' text format with a parser that others wrote. That one keeps one series of a histogram alone, so it is
 * given the lines without their types, and what belongs to one histogram is put together here.
 */
export function parseMetrics(text: string): Family[] {
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => [name, type]));
  const helps = new Map([...text.matchAll(/^# HELP (\S+) (.+)$/gm)].map(([, name = "", help = ""]) => [name, help]));
  const parsed = Untyped.parse(parsePrometheus(text.replace(/^#.*\n/gm, "")));
  const samplesOf = (name: string) => parsed.flatMap((family) => family.name === name ? family.metrics : []);
  const known = new Set([...types].flatMap(([name, type]) => type === "histogram" ? partsOf(name) : [name]));
  assert.deepEqual(parsed.filter(({ name }) => !known.has(name)), []);
  return [...types].map(([name, type]) => ({
    name,
    type,
    help: helps.get(name) ?? "",
    metrics: type === "histogram" ? histogramsOf(partsOf(name).map(samplesOf)) : samplesOf(name),
  }));
}

function partsOf(name: string): string[] {
  return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
}

function histogramsOf([buckets = [], sums = [], counts = []]: { labels: Record<string, string>; value: number }[][]) {
  return sums.map(({ labels, value }) => ({
    labels,
    sum: value,
    count: counts.find((count) => isDeepStrictEqual(count.labels, labels))!.value,
    buckets: Object.fromEntries(
      buckets.flatMap(({ labels: { le = "", ...others }, value }) =>
        isDeepStrictEqual(others, labels) ? [[le, value]] : []
      ),
    ),
  }));
}

/** What `GET /metrics` tells, as Prometheus reads it. */
export async function scrape(api: TestApi): Promise<Family[]> {
  const apikey = api.deps.config.secretKey;
  const response = await api.call(undefined, "GET", "/metrics", undefined, { apikey });
  assert.equal(response.status, 200);
  return parseMetrics(await response.text());
}

/** The one series of a family that has these labels; undefined where there is none. */
export function findSeries(families: Family[], name: string, labels: Record<string, string> = {}) {
  const found =
    families.find((family) => family.name === name)?.metrics.filter((metric) =>
      Object.entries(labels).every(([label, value]) => metric.labels[label] === value)
    ) ?? [];
  assert(found.length < 2, `${found.length} series of ${name}`);
  return found[0];
}

/** The value of a counter or a gauge, or how often a histogram was told something; 0 where nobody counted. */
export function valueOf(families: Family[], name: string, labels: Record<string, string> = {}): number {
  const series = findSeries(families, name, labels);
  return series === undefined ? 0 : "value" in series ? series.value : series.count;
}

export type Isolate = { metrics: Metrics; stored(): Promise<void> };

/** Metrics as an isolate of its own keeps them, without waiting for more. `stored` resolves when all of it is stored. */
export function startIsolate({ deps: { db, log } }: TestApi): Isolate {
  const metrics = createMetrics();
  const works: Promise<unknown>[] = [];
  keepMetrics(metrics, { db, log, waitUntil: (work) => void works.push(work), afterMs: 0, apartMs: 0 });
  return {
    metrics,
    async stored() {
      while (works.length > 0) await Promise.all(works.splice(0));
    },
  };
}
