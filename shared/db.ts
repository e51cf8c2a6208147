import postgres from "postgres";
import type { Caller } from "./auth.ts";

export type Sql = postgres.Sql;
export type Transaction = postgres.TransactionSql;

/** What a transaction does: the first query travels with the role, in one round trip. */
export type Work<T> = (tx: Transaction) => T | Promise<T>;

export type Database = {
  /** Runs as `api_user` with the caller's claims: row-level security shows nobody else's rows, whatever the query says. */
  asUser<T>(caller: Caller, work: Work<T>): Promise<T>;
  /** Runs as `service_role`, which sees every row. For the worker. */
  asService<T>(work: Work<T>): Promise<T>;
  /** True when the database answers within `milliseconds`. */
  answers(milliseconds: number): Promise<boolean>;
  close(): Promise<void>;
};

/** Few connections: each isolate has its own pool, and there may be many isolates. */
export function connectDatabase(url: string, options: { connections?: number } = {}): Database {
  const sql = postgres(url, {
    max: options.connections ?? 4,
    idle_timeout: 20,
    connect_timeout: 10,
    // A transaction pooler hands each transaction another session, where a statement prepared earlier is unknown.
    prepare: new URL(url).port !== "6543",
    onnotice: () => {},
    // Byte counts fit a number: 2^53 bytes is eight petabytes.
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    transform: { undefined: null },
  });
  const run = async <T>(role: string, claims: string, work: Work<T>): Promise<T> => {
    const result = await sql.begin(async (tx) => {
      // Sent by `execute` ahead of all that `work` asks: a query of postgres.js waits until it is awaited.
      const become = tx`
        select set_config('role', ${role}, true), set_config('request.jwt.claims', ${claims}, true)`.execute();
      const [, done] = await Promise.all([become, work(tx)]);
      return { done };
    });
    return result.done as T;
  };
  return {
    asUser: (caller, work) => run("api_user", caller.claims, work),
    asService: (work) => run("service_role", '{"role":"service_role"}', work),
    answers: (milliseconds) => answersInTime(sql, milliseconds),
    close: () => sql.end({ timeout: 5 }),
  };
}

async function answersInTime(sql: Sql, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(() => resolve(false), milliseconds));
  const answer = sql`select 1`.then(() => true, () => false);
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
