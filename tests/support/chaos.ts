import { connectDatabase, type Database } from "../../shared/db.ts";
import { startAssemblyaiServer } from "./assemblyai_server.ts";
import { type Gate, startGate } from "./chaos_gate.ts";
import { prepareLocks } from "./chaos_locks.ts";
import { startDeepgramServer } from "./deepgram_server.ts";
import { type Handler, type LinkServer, startLinkServer } from "./links.ts";
import { startOpenaiServer } from "./openai_server.ts";
import { reach } from "./pipeline.ts";
import type { ProviderServer } from "./provider_server.ts";
import { freePair, processesWith, type RunningStart, runStart } from "./start.ts";

export type ProviderName = "assemblyai" | "deepgram" | "openai";

/** A whole stack in processes of its own, and all that it talks to. */
export type Chaos = AsyncDisposable & {
  /** Stops the stack as a person does. Resolves with what it left: its exit code, processes, files of no lasting use. */
  stop(): Promise<{ exitCode: number; processes: string[]; files: string[] }>;
  stack: RunningStart;
  dataDir: string;
  /** Where its clients find it. */
  address: { url: string; publishableKey: string };
  /** The superuser's. */
  adminUrl: string;
  /** Outlives its connections. */
  db: Database;
  providers: Record<ProviderName, ProviderServer>;
  /** What the stack takes for the providers. */
  gates: Record<ProviderName, Gate>;
  links: LinkServer;
  secretKey: string;
  /** What is held, and is let go at the end whatever happens. */
  held: (() => unknown)[];
  /** What the server of links answers to a path. */
  paths: Record<string, Handler>;
};

/** Starts the stack. Its leases are short, as whoever follows one that was killed waits for their end. */
export async function startChaos(): Promise<Chaos> {
  await using started = new AsyncDisposableStack();
  const dataDir = await Deno.makeTempDir({ prefix: "stenobase-chaos-" });
  started.defer(() => Deno.remove(dataDir, { recursive: true }));
  const providers = {
    assemblyai: started.use(await startAssemblyaiServer()),
    deepgram: started.use(await startDeepgramServer()),
    openai: started.use(await startOpenaiServer()),
  };
  // They work until they are told that they are done.
  for (const server of [providers.assemblyai, providers.deepgram]) server.plan.workMs = Infinity;
  const gateOf = (name: ProviderName) => started.use(startGate(new URL(providers[name].baseUrl).origin));
  const gates = { assemblyai: gateOf("assemblyai"), deepgram: gateOf("deepgram"), openai: gateOf("openai") };
  const paths: Record<string, Handler> = {};
  const links = started.use(startLinkServer(paths));

  const temporary = `${dataDir}/tmp`;
  await Deno.mkdir(temporary);
  const env = {
    TMPDIR: temporary,
    ...reach("ASSEMBLYAI", { baseUrl: gates.assemblyai.url }),
    ...reach("DEEPGRAM", { baseUrl: gates.deepgram.url }),
    SPEECH_OPENAI_API_KEY: "key-of-openai",
    SPEECH_OPENAI_BASE_URL: `${gates.openai.url}/v1`,
    SPEECH_OPENAI_MODEL: "whisper-1",
    SPEECH_PROVIDERS: "assemblyai,deepgram,openai",
    LINKS_ALLOW_PRIVATE: "true",
    LEASE_SECONDS: "2",
    WORKER_CONCURRENCY: "20",
  };
  const stack = await runStart({ port: freePair(), dataDir, env });
  const held: (() => unknown)[] = [];
  let ended: Promise<number> | undefined;
  const end = () => {
    held.forEach((release) => release());
    return ended ??= stack.end("SIGTERM");
  };
  started.defer(async () => void (await end()));
  const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey, SUPABASE_DB_URL } = stack.variables;
  const adminUrl = new URL(SUPABASE_DB_URL!);
  adminUrl.username = "supabase_admin";
  await prepareLocks(adminUrl.href);
  const db = connectDatabase(SUPABASE_DB_URL!);
  started.defer(() => db.close());
  const all = started.move();
  return {
    async stop() {
      const exitCode = await end();
      const processes = await processesWith(dataDir);
      const folders = [temporary, `${dataDir}/storage/.incoming`].map((folder) =>
        Array.fromAsync(Deno.readDir(folder))
      );
      return { exitCode, processes, files: (await Promise.all(folders)).flat().map(({ name }) => name) };
    },
    ...{ stack, dataDir, db, held, providers, gates, links, paths },
    address: { url: url!, publishableKey: publishableKey! },
    secretKey: stack.variables.SUPABASE_SECRET_KEY!,
    adminUrl: adminUrl.href,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
