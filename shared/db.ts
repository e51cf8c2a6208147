import type postgres from "postgres";
import type { Caller } from "./auth.ts";
import { isConnectionError } from "./connection_error.ts";
import type { Log } from "./log.ts";
import { openPool } from "./pool.ts";
import { readAddress } from "./postgres/address.ts";
import { createDial } from "./postgres/dial.ts";
import { activeTraceparent } from "./telemetry/tracing.ts";
import { within } from "./within.ts";

export type Transaction = postgres.ReservedSql;

/** A query that has not been asked yet. */
export type Query<Row extends object> = postgres.PendingQuery<Row[]>;

/** What a transaction does. Its first query travels with the role; where it is the only one and returned as it is, so does the end. */
export type Work<T> = (tx: Transaction) => T | Promise<T>;

export type Database = {
  /** Runs as `api_user` with the caller's claims: row-level security shows nobody else's rows, whatever the query says. */
  asUser<T>(caller: Caller, work: Work<T>): Promise<T>;
  /** Runs as `api_admin` with the caller's claims, which sees what admins may. Throws where Auth knows no such admin any more. */
  asAdmin<T>(caller: Caller, work: Work<T>): Promise<T>;
  /** Runs as `service_role`, which sees every row. For the worker. */
  asService<T>(work: Work<T>): Promise<T>;
  /** True when the database answers within `milliseconds`. */
  answers(milliseconds: number): Promise<boolean>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  /** Few: each isolate has its own pool, and there may be many isolates. */
  connections?: number;
  /** Who signed the database's certificate, as PEM, if nobody whom everybody trusts. */
  ca?: string | undefined;
  /** Is told where connections are not encrypted although the server offers it. */
  log?: Log;
};

/** Connects when it is first asked for, over TLS as the address's `sslmode` says. */
export function connectDatabase(url: string, { connections = 4, ca, log }: DatabaseOptions = {}): Database {
  const dial = createDial(readAddress(url, ca), (why) => log?.error("database connections are not encrypted", why));
  const pool = openPool(url, { connections, dial });
  const run = async <T>(role: string, claims: string, work: Work<T>): Promise<T> => {
    const { tx, giveBack, lose } = await pool.lease();
    try {
      // `execute` sends these ahead of all that `work` asks: a query of postgres.js otherwise waits until it is awaited.
      const opened = [
        tx`begin`.execute(),
        tx`select set_config('role', ${role}, true), set_config('request.jwt.claims', ${claims}, true)`.execute(),
        ...(role === "api_admin" ? [tx`select private.demand_admin()`.execute()] : []),
      ];
      // What it enqueues goes on with this trace.
      const traceparent = activeTraceparent();
      if (traceparent) opened.push(tx`select set_config('stenobase.traceparent', ${traceparent}, true)`.execute());
      // `work` may throw at once, and then nobody waits for these: one that fails would be an unhandled rejection.
      Promise.allSettled(opened);
      const asked = work(tx);
      // A single query is followed by the end at once; should it fail, the commit of a failed transaction is a rollback.
      if (isQuery(asked)) opened.push(asked.execute(), tx`commit`.execute());
      const [result] = await Promise.all([asked, ...opened]);
      if (!isQuery(asked)) await tx`commit`;
      return result;
    } catch (error) {
      if (isConnectionError(error)) lose();
      else await tx`rollback`;
      throw error;
    } finally {
      giveBack();
    }
  };
  const asService = <T>(work: Work<T>) => run("service_role", '{"role":"service_role"}', work);
  return {
    asUser: (caller, work) => run("api_user", caller.claims, work),
    asAdmin: (caller, work) => run("api_admin", caller.claims, work),
    asService,
    answers: (milliseconds) => within(asService((tx) => tx`select 1`).then(() => true), milliseconds, false),
    close: () => pool.close(),
  };
}

function isQuery(asked: unknown): asked is postgres.PendingQuery<postgres.Row[]> {
  return asked instanceof Promise && "execute" in asked;
}
