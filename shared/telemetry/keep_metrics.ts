import type { Database } from "../db.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "./metrics.ts";
import { createSoon, type SoonOptions } from "./soon.ts";

export type KeepOptions = { db: Database; log: Log } & Pick<SoonOptions, "waitUntil"> & Partial<SoonOptions>;

/** Below the hour after which the database takes an isolate for ended. */
const idMilliseconds = 30 * 60 * 1000;

/**
 * Stores what is counted, soon after it was: the values that this isolate has come to, so that a write whose answer was lost
 * can be repeated. What cannot be stored now is stored with what comes next; an isolate that ends loses some seconds.
 */
export function keepMetrics(metrics: Metrics, { db, log, waitUntil, afterMs = 1000, apartMs = 10_000 }: KeepOptions) {
  let isolate = crypto.randomUUID();
  let idEnds = performance.now() + idMilliseconds;

  const store = async () => {
    if (performance.now() > idEnds) {
      metrics.beginAgain();
      isolate = crypto.randomUUID();
      idEnds = performance.now() + idMilliseconds;
    }
    const changed = [...metrics.cells()].filter(({ value, stored }) => value !== stored);
    const samples = changed.map(({ name, labels, value }) => ({ name, labels, value }));
    try {
      await db.asService((tx) => tx`select private.write_metrics(${isolate}, ${tx.json(samples)})`);
      changed.forEach((cell, index) => cell.stored = samples[index]!.value);
    } catch (error) {
      log.info("metrics not stored", { cause: error instanceof Error ? error.name : typeof error });
    }
  };
  metrics.onChange = createSoon(store, { afterMs, apartMs, waitUntil });
}
