import { z } from "zod";
import type { Service } from "../gateway.ts";
import { sandboxFlags } from "./sandbox.ts";

export type FunctionsOptions = {
  env: Record<string, string>;
  /** The command that runs them: from their sources on this Deno, where absent. */
  program?: string[] | undefined;
  /** Gets every line that the functions write. */
  log: (line: string) => void;
  /** Gets what the person at the terminal should know. */
  say: (line: string) => void;
};

export type FunctionsProcess = Service & {
  /** Where the functions listen at this moment. */
  readonly url: string;
  stop(): Promise<void>;
};

const Listening = z.object({ event: z.literal("listening"), port: z.number() });

type Host = { port: number; child: Deno.ChildProcess };

/**
 * Runs the functions in a process of their own and passes requests on to it. A process that dies (out of memory, killed) is
 * started again. Throws with what it wrote when it does not come up the first time, as with a wrong configuration.
 */
export async function startFunctions(options: FunctionsOptions): Promise<FunctionsProcess> {
  let stopped = false;
  let host = startHost(options);
  const watch = async () => {
    for (;;) {
      const { child } = await host;
      const { code, signal } = await child.status;
      if (stopped) return;
      options.say(`The functions ended (${signal ?? `exit code ${code}`}) and are started again`);
      host = startHost(options);
      try {
        await host;
      } catch (error) {
        options.say(error instanceof Error ? error.message : String(error));
        return;
      }
    }
  };
  let current = await host;
  const watched = watch();
  return {
    get url() {
      return `http://127.0.0.1:${current.port}`;
    },
    async fetch(request) {
      try {
        current = await host;
        const url = new URL(request.url);
        url.host = `127.0.0.1:${current.port}`;
        return await fetch(new Request(url, request), { redirect: "manual" });
      } catch {
        return Response.json({ code: "BOOT_ERROR", message: "Function failed to start (please check logs)" }, {
          status: 503,
        });
      }
    },
    async stop() {
      stopped = true;
      try {
        await (await host).child.stdin.close();
      } catch {
        // It is gone already.
      }
      await watched;
    },
  };
}

const fromSources = [Deno.execPath(), "run", ...sandboxFlags, new URL("host.ts", import.meta.url).pathname];

async function startHost({ env, log, program = fromSources }: FunctionsOptions): Promise<Host> {
  const [command = "", ...args] = program;
  const child = new Deno.Command(command, {
    args,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // A Ctrl-C in the terminal is for the stack, which then stops this in its turn.
    detached: true,
  }).spawn();
  const errors: string[] = [];
  const errorsRead = eachLine(child.stderr, (line) => {
    errors.push(line);
    log(line);
  });
  const port = await new Promise<number | undefined>((resolve) => {
    eachLine(child.stdout, (line) => {
      const listening = Listening.safeParse(tryJson(line));
      if (listening.success) resolve(listening.data.port);
      else log(line);
    }).finally(() => resolve(undefined));
  });
  if (port !== undefined) return { port, child };
  await errorsRead;
  throw new Error(`The functions did not start:\n${errors.join("\n")}`);
}

async function eachLine(stream: ReadableStream<Uint8Array>, handle: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(handle);
  }
  if (rest) handle(rest);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
