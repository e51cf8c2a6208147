import type postgres from "postgres";
import { translateDatabaseError } from "./errors.ts";
import type { Identity } from "./tokens.ts";

export type Work<T> = (tx: postgres.TransactionSql) => Promise<T>;

export type WithPool = <T>(work: (sql: postgres.Sql) => Promise<T>) => Promise<T>;

export type Database = ReturnType<typeof createDatabase>;

/** Runs statements as their caller. The pool's own role must be allowed to become `anon`, `authenticated` and `service_role`. */
export function createDatabase(withPool: WithPool) {
  /** One transaction under the caller's role and claims, so that the policies decide. Throws `AccessDenied` where they refuse. */
  async function runAs<T>(identity: Identity, work: Work<T>): Promise<T> {
    try {
      const result = await withPool((sql) =>
        sql.begin(async (tx) => {
          await tx`select
            set_config('role', ${identity.role}, true),
            set_config('request.jwt.claims', ${JSON.stringify(identity.claims)}, true),
            set_config('storage.allow_delete_query', 'true', true)`;
          return { value: await work(tx) };
        })
      );
      return result.value;
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  return {
    runAs,

    /** Does the work and takes it back: whether the policies would let it pass is learned before any byte is received. */
    async tryAs(identity: Identity, work: Work<unknown>): Promise<void> {
      const undo = new Error("Everything was allowed and is rolled back");
      await runAs(identity, async (tx) => {
        await work(tx);
        throw undo;
      }).catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    },
  };
}
