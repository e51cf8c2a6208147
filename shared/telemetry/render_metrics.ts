import { bucketBounds, families } from "./families.ts";
import type { Sample } from "./metrics.ts";

/** The content type of what `renderMetrics` makes. Source: Prometheus docs, "Exposition formats". */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * All samples in Prometheus' text format, family by family. Names that no family has are left out,
 * and families of which there is nothing to tell.
 */
export function renderMetrics(samples: Sample[]): string {
  const byName = Map.groupBy(samples, ({ name }) => name);
  const lines = Object.entries(families).flatMap(([name, { type, help }]) => {
    const rows = type === "histogram"
      ? histogramLines(name, byName.get(`${name}_bucket`) ?? [], byName.get(`${name}_sum`) ?? [])
      : (byName.get(name) ?? []).map(({ labels, value }) => line(name, labels, value));
    if (rows.length === 0) return [];
    return [`# HELP ${name} ${help.replace(" *", "")}`, `# TYPE ${name} ${type}`, ...rows];
  });
  return lines.map((text) => `${text}\n`).join("");
}

/** Buckets are counted each by itself; in the format, each holds those below it. */
function histogramLines(name: string, buckets: Sample[], sums: Sample[]): string[] {
  const series = Map.groupBy(buckets, ({ labels: { le: _, ...labels } }) => renderLabels(labels));
  return sums.flatMap(({ labels, value }) => {
    const counts = series.get(renderLabels(labels)) ?? [];
    const upTo = (most: number) =>
      counts.reduce(
        (sum, { labels, value }) => Number(labels.le?.replace("+Inf", "Infinity")) <= most ? sum + value : sum,
        0,
      );
    return [
      ...bucketBounds.map((bound) => line(`${name}_bucket`, { ...labels, le: String(bound) }, upTo(bound))),
      line(`${name}_bucket`, { ...labels, le: "+Inf" }, upTo(Infinity)),
      line(`${name}_sum`, labels, value),
      line(`${name}_count`, labels, upTo(Infinity)),
    ];
  });
}

function line(name: string, labels: Record<string, string>, value: number): string {
  return `${name}${renderLabels(labels)} ${value}`;
}

function renderLabels(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(value: string): string {
  return value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
}
