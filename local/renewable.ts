/** A part of the stack that holds connections to Postgres: it is gone with Postgres, and made anew when that comes back. */
export type Renewable<Part> = {
  /** Throws `NotThere` at once while the part is gone, and when it goes before the work is done. */
  use<T>(work: (part: Part) => Promise<T>): Promise<T>;
  lose(): void;
  renew(): Promise<void>;
  stop(): Promise<void>;
};

/** The part is gone for a moment. */
export class NotThere extends Error {
  override readonly name = "NotThere";
}

type Holder<Part> = { part: Part; isGone: boolean; gone: PromiseWithResolvers<never> };

/**
 * Starts a part. Who uses it when it goes is told so, as postgres.js 3.4.9 may wait for ever on a connection that was lost at
 * the wrong moment (porsager/postgres, issue 1154).
 */
export async function startRenewable<Part extends { stop(): Promise<unknown> }>(
  start: () => Promise<Part>,
): Promise<Renewable<Part>> {
  let holder = hold(await start());
  return {
    async use(work) {
      const { part, isGone, gone } = holder;
      return await (isGone ? gone.promise : Promise.race([gone.promise, work(part)]));
    },
    lose() {
      holder.isGone = true;
      holder.gone.reject(new NotThere("Postgres is away for a moment"));
    },
    async renew() {
      const { part: former } = holder;
      holder = hold(await start());
      await former.stop();
    },
    stop: async () => void (await holder.part.stop()),
  };
}

function hold<Part>(part: Part): Holder<Part> {
  const gone = Promise.withResolvers<never>();
  // Nobody may be waiting for it.
  gone.promise.catch(() => {});
  return { part, isGone: false, gone };
}
