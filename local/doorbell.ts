import postgres from "postgres";

export type Doorbell = { stop(): Promise<void> };

/** How often the clock of the database ticks here: on the platform pg_cron does it every ten seconds. */
const tickMilliseconds = 2000;

/**
 * Does what pg_net and pg_cron do on the platform: turns the database's notifications into calls of the worker, and lets
 * the clock tick. `ring` may fail: the next tick rings again.
 */
export async function startDoorbell(databaseUrl: string, ring: () => Promise<unknown>): Promise<Doorbell> {
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  await sql.listen("stenobase_worker", () => void ring().catch(() => {}));
  const tick = () => sql`select private.tick()`.catch(() => {});
  await tick();
  const clock = setInterval(tick, tickMilliseconds);
  return {
    async stop() {
      clearInterval(clock);
      await sql.end({ timeout: 2 });
    },
  };
}
