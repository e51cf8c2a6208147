/** What holds connections to Postgres: it is gone with Postgres, and made anew when that comes back. */
export type Renewables = {
  /** Starts a part. Throws what `start` throws. */
  add<Part extends Stoppable>(start: () => Promise<Part>): Promise<Renewable<Part>>;
  lose(): void;
  renew(): Promise<void>;
  stop(): Promise<void>;
};

export type Renewable<Part> = {
  /** Throws `NotThere` at once while the part is gone, and when it goes before the work is done. */
  use<T>(work: (part: Part) => Promise<T>): Promise<T>;
};

/** The part is gone for a moment. */
export class NotThere extends Error {
  override readonly name = "NotThere";
}

type Stoppable = { stop(): Promise<unknown> };
type Holder<Part> = { part: Part; isGone: boolean; gone: PromiseWithResolvers<never> };

/**
 * Keeps parts that come and go with Postgres. Who uses one when it goes is told so, as postgres.js 3.4.9 may wait for ever on
 * a connection that was lost at the wrong moment (porsager/postgres, issue 1154).
 */
export function createRenewables(): Renewables {
  const parts: { lose(): void; renew(): Promise<void>; stop(): Promise<unknown> }[] = [];
  return {
    async add(start) {
      let holder = hold(await start());
      parts.push({
        lose() {
          holder.isGone = true;
          holder.gone.reject(new NotThere("Postgres is away for a moment"));
        },
        async renew() {
          const { part: former } = holder;
          holder = hold(await start());
          await former.stop();
        },
        stop: () => holder.part.stop(),
      });
      return {
        async use(work) {
          const { part, isGone, gone } = holder;
          return await (isGone ? gone.promise : Promise.race([gone.promise, work(part)]));
        },
      };
    },
    lose: () => parts.forEach((part) => part.lose()),
    renew: async () => void (await Promise.all(parts.map((part) => part.renew()))),
    stop: async () => void (await Promise.all(parts.map((part) => part.stop()))),
  };
}

function hold<Part>(part: Part): Holder<Part> {
  const gone = Promise.withResolvers<never>();
  // Nobody may be waiting for it.
  gone.promise.catch(() => {});
  return { part, isGone: false, gone };
}
