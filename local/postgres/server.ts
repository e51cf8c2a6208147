import { findBinaries, type PostgresBinaries } from "./binaries.ts";

export type PostgresServer = {
  /** Connection string of one database. `supabase_admin` is the superuser, `postgres` what migrations and functions use. */
  url(database: string, role?: "postgres" | "supabase_admin"): string;
  /** Resolves when the server is gone with how it went, such as `SIGKILL` or `exit code 1`. */
  readonly exited: Promise<string>;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
};

export type PostgresOptions = {
  /** Holds the cluster (`cluster/`) and its log (`postgres.log`). */
  dataDir: string;
  port: number;
  password: string;
  /** False trades safety against a power cut for speed; a killed process loses nothing either way. */
  durable?: boolean;
};

/** Starts Postgres 17 on 127.0.0.1 and creates its cluster at the first run. Throws with the end of its log if it does not come up. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const binaries = findBinaries();
  const cluster = `${options.dataDir}/cluster`;
  const runner = await runnerFor(cluster);
  await createCluster(cluster, options.password, binaries, runner);
  await waitForLeftover(cluster);

  const log = await Deno.open(`${options.dataDir}/postgres.log`, { create: true, append: true });
  const child = spawn(runner, [
    binaries.postgres,
    ...["-D", cluster, "-h", "127.0.0.1", "-p", String(options.port), "-k", ""],
    ...["-c", `fsync=${options.durable === false ? "off" : "on"}`, "-c", "max_connections=200"],
  ], { stdout: "null", stderr: "piped" });
  const [watched, kept] = child.stderr.tee();
  kept.pipeTo(log.writable).catch(() => {});
  if (!(await saysReady(watched))) {
    throw new Error(`Postgres did not start: read "${options.dataDir}/postgres.log"`);
  }
  const exited = child.status.then(({ signal, code }) => signal ?? `exit code ${code}`);
  return {
    url: (database, role = "postgres") =>
      `postgresql://${role}:${options.password}@127.0.0.1:${options.port}/${database}`,
    exited,
    stop: async () => {
      try {
        child.kill("SIGINT");
      } catch {
        // It is gone already.
      }
      await exited;
    },
  };
}

async function createCluster(cluster: string, password: string, binaries: PostgresBinaries, runner: string[]) {
  if (await exists(`${cluster}/PG_VERSION`)) return;
  const passwordFile = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(passwordFile, password);
    if (Deno.uid() === 0) await Deno.chown(passwordFile, ...nobody);
    const { success, stderr } = await spawn(runner, [
      binaries.initdb,
      ...["-D", cluster, "-U", "supabase_admin", "-A", "scram-sha-256", "--pwfile", passwordFile],
      ...["--encoding=UTF8", "--locale=C", "--no-sync"],
    ], { stdout: "null", stderr: "piped" }).output();
    if (!success) throw new Error(`initdb failed: ${new TextDecoder().decode(stderr).trim()}`);
  } finally {
    await Deno.remove(passwordFile);
  }
}

const nobody: [uid: number, gid: number] = [65534, 65534];

/**
 * Postgres refuses to run as root. As root it runs as `nobody`, who keeps the one capability to pass folders that only
 * root may enter (a clone in /root or in a private temporary folder); `no_setuid_fixup` lets access(2) see it.
 */
async function runnerFor(cluster: string): Promise<string[]> {
  await Deno.mkdir(cluster, { recursive: true, mode: 0o700 });
  if (Deno.build.os !== "linux") return [];
  const endWithTheStack = ["setpriv", "--pdeathsig=INT"];
  if (Deno.uid() !== 0) return [...endWithTheStack, "--"];
  await Deno.chown(cluster, ...nobody);
  const [uid, gid] = nobody;
  return [
    ...[...endWithTheStack, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"],
    ...["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup", "--"],
  ];
}

/** A stack that was killed takes its Postgres along (`pdeathsig`), which needs a moment to close the cluster. */
async function waitForLeftover(cluster: string) {
  const pidFile = `${cluster}/postmaster.pid`;
  const deadline = Date.now() + 10_000;
  while (await exists(pidFile)) {
    const pid = (await Deno.readTextFile(pidFile).catch(() => "")).split("\n")[0];
    if (!(await exists(`/proc/${pid}`))) return;
    if (Date.now() > deadline) throw new Error(`Another Postgres holds "${cluster}": end process ${pid}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function saysReady(stderr: ReadableStream<Uint8Array>): Promise<boolean> {
  let seen = "";
  for await (const chunk of stderr.pipeThrough(new TextDecoderStream()).values({ preventCancel: false })) {
    seen += chunk;
    if (seen.includes("ready to accept connections")) return true;
  }
  return false;
}

function spawn(runner: string[], command: string[], options: Deno.CommandOptions) {
  const [program, ...args] = [...runner, ...command] as [string, ...string[]];
  return new Deno.Command(program, { ...options, args, stdin: "null", detached: true, env: { LC_MESSAGES: "C" } })
    .spawn();
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
