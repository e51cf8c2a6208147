import { parseEnv } from "node:util";
import { freePort } from "../../local/ports.ts";

export type RunningStart = {
  /** What it wrote to the file of variables. */
  variables: Record<string, string>;
  pid: number;
  /** Milliseconds until it said `ready`. */
  startedIn: number;
  /** All that it has printed. */
  output(): string;
  /** Sends a signal and resolves with the exit code. */
  end(signal: Deno.Signal): Promise<number>;
};

const script = new URL("../../local/start.ts", import.meta.url).pathname;

/** Runs `deno task start` as a person does and waits for its line `ready`. Throws with its output where it ends before. */
export async function runStart(
  options: { port: number; dataDir: string; args?: string[]; env?: Record<string, string> },
): Promise<RunningStart> {
  const begun = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, "--port", `${options.port}`, "--data-dir", options.dataDir, ...options.args ?? []],
    env: { NO_COLOR: "1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  const ready = Promise.withResolvers<void>();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (/^ready$/m.test(output)) ready.resolve();
    }
  };
  const finished = Promise.all([read(child.stdout), read(child.stderr), child.status]).then(([, , status]) => status);
  const { code } = await Promise.race([ready.promise.then(() => ({ code: undefined })), finished]);
  if (code !== undefined) throw new Error(`Exit code ${code}: ${output}`);
  return {
    variables: parseEnv(await Deno.readTextFile(`${options.dataDir}/env`)) as Record<string, string>,
    pid: child.pid,
    startedIn: performance.now() - begun,
    output: () => output,
    async end(signal) {
      child.kill(signal);
      return (await finished).code;
    },
  };
}

/** The process that runs the functions of a stack. Linux only. */
export async function functionsProcess(stack: RunningStart): Promise<number> {
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [line, status] = await Promise.all(
      ["cmdline", "status"].map((file) => Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "")),
    );
    if (line?.includes("functions/host.ts") && status?.includes(`PPid:\t${stack.pid}\n`)) return Number(name);
  }
  throw new Error("The stack runs no functions");
}

/** The processes that have `text` in their command line. Linux only. */
export async function processesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    const line = /^\d+$/.test(name) ? await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "") : "";
    if (line.includes(text) && Number(name) !== Deno.pid) found.push(line.replaceAll("\0", " "));
  }
  return found;
}

/** A port that is free together with the next one, which Postgres gets. */
export function freePair(): number {
  for (;;) {
    const port = freePort();
    try {
      Deno.listen({ hostname: "127.0.0.1", port: port + 1 }).close();
      return port;
    } catch {
      // The neighbour is taken.
    }
  }
}
