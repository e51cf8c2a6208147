import postgres from "postgres";
import type { Dial } from "./postgres/dial.ts";
import { connectBy } from "./postgres/socket.ts";

/** A connection for one transaction. `giveBack` ends its use; `lose` says that the database has ended it. */
export type Lease = { tx: postgres.ReservedSql; giveBack(): void; lose(): void };

export type Pool = { lease(): Promise<Lease>; close(): Promise<void> };

/** What `lease` throws when there is no connection in time, in the form of the driver's own errors. */
export class NoConnection extends Error {
  override readonly name = "NoConnection";
  readonly code = "CONNECT_TIMEOUT";
}

export type PoolOptions = { connections: number; dial: Dial };

/** Longer than the driver takes to give up connecting. */
const leaseMilliseconds = 12_000;

/**
 * A pool of postgres.js that is replaced as a whole when it loses a connection: what waited to be written to that one
 * would be written first to its successor, which then never comes up, and who waits for it would wait for ever (postgres
 * 3.4.9; porsager/postgres, issues 1154 and 1208). So it is when it cannot connect: the driver keeps who was told so in its
 * queue and hands them a connection later, which then is nobody's.
 */
export function openPool(url: string, options: PoolOptions): Pool {
  let current = openGeneration(url, options);
  const replace = (generation: Generation) => {
    if (generation !== current) return;
    current = openGeneration(url, options);
    generation.retire();
  };
  return {
    async lease() {
      const deadline = Date.now() + leaseMilliseconds;
      for (;;) {
        const generation = current;
        const tx = await firstOf(generation, deadline).catch((error) => {
          replace(generation);
          throw error;
        });
        if (tx) return { tx, giveBack: () => tx.release(), lose: () => replace(generation) };
        if (Date.now() < deadline) continue;
        replace(generation);
        throw new NoConnection("No connection to the database in time");
      }
    },
    close: () => current.sql.end({ timeout: 5 }),
  };
}

type Generation = { sql: postgres.Sql; retired: Promise<undefined>; retire(): void };

function openGeneration(url: string, { connections, dial }: PoolOptions): Generation {
  const { promise: retired, resolve } = Promise.withResolvers<undefined>();
  const sql = postgres(url, {
    ...connectBy(dial),
    max: connections,
    idle_timeout: 20,
    connect_timeout: 10,
    // A transaction pooler hands each transaction another session, where a statement prepared earlier is unknown.
    prepare: new URL(url).port !== "6543",
    onnotice: () => {},
    // Byte counts fit a number: 2^53 bytes is eight petabytes.
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    transform: { undefined: null },
  });
  return {
    sql,
    retired,
    retire: () => {
      resolve(undefined);
      // Who holds a connection that is dead waits for as long; a transaction is done sooner.
      sql.end({ timeout: 2 }).catch(() => {});
    },
  };
}

/** A connection; undefined where the generation is retired or the time is over before there is one. */
async function firstOf({ sql, retired }: Generation, deadline: number) {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<undefined>((resolve) => timer = setTimeout(resolve, deadline - Date.now(), undefined));
  const reserved = sql.reserve();
  // It may come after all, when nobody wants it any more.
  const tx = await Promise.race([reserved, retired, late]).finally(() => clearTimeout(timer));
  if (!tx) reserved.then((unwanted) => unwanted.release(), () => {});
  return tx;
}
