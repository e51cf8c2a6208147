import { type PostgresOptions, type PostgresServer, startPostgres } from "./server.ts";

export type KeepOptions = PostgresOptions & {
  /** Called each time that Postgres is gone, and so are all connections. */
  onLoss: () => void;
  /** Called each time that it is back. */
  onReturn: () => Promise<unknown>;
  /** Gets what the person at the terminal should know. */
  say: (line: string) => void;
};

/** Processes of a Postgres that was killed hold its memory until they notice, and no other one starts before. */
const graceMilliseconds = 10_000;

/**
 * Runs Postgres as `startPostgres` does and starts it again when it dies: what was committed is in its log. Throws where it
 * does not come up the first time.
 */
export async function keepPostgres(options: KeepOptions): Promise<Omit<PostgresServer, "exited">> {
  const { say, onLoss, onReturn } = options;
  const tell = (error: unknown) => say(error instanceof Error ? error.message : String(error));
  let stopped = false;
  let current = await startPostgres(options);
  const watch = async () => {
    for (;;) {
      const end = await current.exited;
      if (stopped) return;
      onLoss();
      say(`Postgres ended (${end}) and is started again`);
      try {
        current = await startAgain(options);
      } catch (error) {
        return tell(error);
      }
      if (stopped) return await current.stop();
      await onReturn().catch(tell);
    }
  };
  const watched = watch();
  return {
    url: current.url,
    async stop() {
      stopped = true;
      await current.stop();
      await watched;
    },
  };
}

async function startAgain(options: PostgresOptions): Promise<PostgresServer> {
  const deadline = Date.now() + graceMilliseconds;
  for (;;) {
    try {
      return await startPostgres(options);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
