/**
 * What `run` yields, with a signal of its own that fires when `signal` does, when the consumer stops, or when `run` aborts
 * `stop` itself. Whoever leaves a loop over it ends its work at once: a generator by itself ends only when what it waits for
 * has come.
 */
export function createStoppable<T>(
  signal: AbortSignal,
  run: (signal: AbortSignal, stop: AbortController) => AsyncGenerator<T, void>,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const stop = new AbortController();
      const values = run(AbortSignal.any([signal, stop.signal]), stop);
      return {
        next: () => values.next(),
        async return() {
          stop.abort();
          await values.return();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
