import postgres from "postgres";
import type { Chaos } from "./chaos.ts";
import { until } from "./until.ts";

/** A lock that others wait for. It goes with the connection that has it, so with Postgres too. */
export type Lock = {
  /** Resolves when so many wait for it. Throws where they do not come in time. */
  untilAwaited(count?: number): Promise<void>;
  release(): Promise<void>;
};

/** Takes a lock in a transaction of its own, which stays open. */
async function takeLock(
  { adminUrl, held }: Chaos,
  take: (tx: postgres.ReservedSql) => Promise<unknown>,
): Promise<Lock> {
  const sql = postgres(adminUrl, { max: 2, onnotice: () => {} });
  const release = () => sql.end({ timeout: 0 });
  held.push(release);
  const tx = await sql.reserve();
  await tx`begin`;
  await take(tx);
  const [{ pid }] = await tx<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return {
    async untilAwaited(count = 1) {
      await until(async () => {
        const waiting = await sql`
          select from pg_stat_activity where datname = current_database() and ${pid} = any (pg_blocking_pids(pid))`;
        return waiting.count >= count || undefined;
      }, 15_000);
    },
    release,
  };
}

/** Keeps others from changing, or locking, the row of a table with this id. */
export async function lockRow(chaos: Chaos, table: string, id: string): Promise<Lock> {
  return await takeLock(chaos, (tx) => tx`select from ${tx(table)} where id = ${id} for update`);
}

/** Makes `lockObject` possible. */
export async function prepareLocks(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`
    create schema chaos;
    create function chaos.wait_for_lock() returns trigger language plpgsql security definer as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended(new.name, 42));
      return new;
    end
    $$;
    create trigger wait_for_lock before insert on storage.objects
      for each row when (new.version <> 'probe') execute function chaos.wait_for_lock()`);
  await sql.end();
}

/** Keeps Storage from writing an object whose bytes it has. */
export async function lockObject(chaos: Chaos, path: string): Promise<Lock> {
  return await takeLock(chaos, (tx) => tx`select pg_advisory_xact_lock(hashtextextended(${path}, 42))`);
}

/** Keeps Storage from finding any object, as soon as it has written the one of `written`. */
export async function lockObjectsAfter(chaos: Chaos, written: Lock): Promise<Lock> {
  await written.untilAwaited();
  const locked = takeLock(chaos, (tx) => tx`lock table storage.objects in access exclusive mode`);
  const sql = postgres(chaos.adminUrl, { max: 1, onnotice: () => {} });
  await until(async () => {
    const queued = await sql`
      select from pg_locks
      where relation = 'storage.objects'::regclass and mode = 'AccessExclusiveLock' and not granted`;
    return queued.count > 0 || undefined;
  });
  await sql.end();
  await written.release();
  return await locked;
}
