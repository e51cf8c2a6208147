import postgres from "postgres";
import type { TestDatabase } from "../database.ts";

const tickMilliseconds = 500;

/** Does what pg_net and pg_cron do, for `platformParts`: makes the calls, and runs the jobs that are due in seconds. */
export async function startClock({ url, sql }: TestDatabase): Promise<AsyncDisposable> {
  const asPostgres = postgres(url, { max: 2, onnotice: () => {} });
  const listening = await asPostgres.listen("net_calls", async (payload) => {
    const { url, headers } = JSON.parse(payload);
    const init = { method: "POST", headers, body: "{}", signal: AbortSignal.timeout(10_000) };
    const answer = await fetch(url, init).then(async (response) => {
      await response.body?.cancel();
      return { status_code: response.status, error_msg: null };
    }, (error) => ({ status_code: null, error_msg: String(error) }));
    await sql`insert into net._http_response ${sql(answer)}`.catch(() => {});
  });
  const tick = async () => {
    for (const { command } of await sql`select command from cron.job where active and schedule like '% seconds'`) {
      await asPostgres.unsafe(command);
    }
  };
  let ticking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => ticking = ticking.then(tick).catch(() => {}), tickMilliseconds);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await ticking;
      await listening.unlisten();
      await asPostgres.end({ timeout: 2 });
    },
  };
}
