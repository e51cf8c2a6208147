export type SoonOptions = {
  /** How long to wait for more, in milliseconds. */
  afterMs: number;
  /** How far apart two beginnings of the work are at least. */
  apartMs: number;
  /** Keeps the isolate alive until the work is done. */
  waitUntil: (work: Promise<unknown>) => void;
};

/**
 * Makes what has `work` done a moment after it is called, once for all calls until then, and never twice at a time. `work` must
 * not reject.
 */
export function createSoon(work: () => Promise<unknown>, { afterMs, apartMs, waitUntil }: SoonOptions): () => void {
  let isPlanned = false;
  let began = -Infinity;
  let done: Promise<unknown> = Promise.resolve();
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    const wait = Math.max(afterMs, began + apartMs - performance.now());
    const waited = new Promise((resolve) => setTimeout(resolve, wait));
    done = Promise.all([waited, done]).then(() => {
      isPlanned = false;
      began = performance.now();
      return work();
    });
    waitUntil(done);
  };
}
