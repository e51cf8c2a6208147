import { bucketBounds, type CounterName, type HistogramName, type LabelsOf } from "./families.ts";

/** One number under a name: of a histogram, its sum (`_sum`), or how many fell into one bucket (`_bucket`, label `le`). */
export type Sample = { name: string; labels: Record<string, string>; value: number };

/** A sample, and how much of it is stored. */
export type Cell = Sample & { stored: number };

/** What this isolate has counted. Costs a request some lookups in a map; what is counted is stored by `keepMetrics`. */
export type Metrics = {
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): void;
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, milliseconds: number): void;
  cells(): Iterable<Cell>;
  /** Lets all begin at zero again, but for what is not stored. */
  beginAgain(): void;
  /** Is told whenever something was counted. */
  onChange: () => void;
};

/** Counts in memory, from zero on. */
export function createMetrics(): Metrics {
  const cells = new Map<string, Cell>();
  const add = (name: string, labels: Record<string, string>, value: number) => {
    const key = [name, ...Object.values(labels)].join("\n");
    const cell = cells.get(key);
    if (cell) cell.value += value;
    else cells.set(key, { name, labels, value, stored: 0 });
  };
  const metrics: Metrics = {
    count(name, labels) {
      add(name, labels, 1);
      metrics.onChange();
    },
    observe(name, labels, milliseconds) {
      const seconds = milliseconds / 1000;
      const bound = bucketBounds.find((bound) => seconds <= bound);
      add(`${name}_bucket`, { ...labels, le: bound === undefined ? "+Inf" : String(bound) }, 1);
      add(`${name}_sum`, labels, seconds);
      metrics.onChange();
    },
    cells: () => cells.values(),
    beginAgain() {
      for (const [key, cell] of cells) {
        cell.value -= cell.stored;
        cell.stored = 0;
        if (cell.value <= 0) cells.delete(key);
      }
    },
    onChange: () => {},
  };
  return metrics;
}
