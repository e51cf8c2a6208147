import { type FunctionsProcess, startFunctions } from "../../../local/functions/process.ts";
import type { Service } from "../../../local/gateway.ts";
import { prepareBundles } from "../bundle_host.ts";
import type { UploadedFunction } from "./management_server.ts";

export type HostedFunctions = Service & AsyncDisposable & {
  /** From now on other functions, or the same with the present variables. */
  renew(functions?: Map<string, UploadedFunction>): void;
};

/** Runs functions as they were uploaded, on the platform's Deno, from the first request on. */
export function createHostedFunctions(
  folder: string,
  readVariables: () => Record<string, string>,
  log: (line: string) => void,
): HostedFunctions {
  let uploaded = new Map<string, UploadedFunction>();
  let running: Promise<FunctionsProcess> | undefined;
  let ending: Promise<unknown> = Promise.resolve();

  const start = async () => {
    await ending;
    for (const [slug, { files, metadata }] of uploaded) {
      await Deno.mkdir(`${folder}/${slug}`, { recursive: true });
      const entrypoint = files.find(({ name }) => name === metadata.entrypoint_path);
      if (!entrypoint) throw new Error(`'${slug}' came without its entrypoint ${metadata.entrypoint_path}`);
      await Deno.writeFile(`${folder}/${slug}/index.js`, entrypoint.stream());
    }
    return await startFunctions({ program: await prepareBundles(folder), env: readVariables(), log, say: log });
  };
  const end = () => {
    const ended = running;
    running = undefined;
    return ended?.then((functions) => functions.stop(), () => {});
  };
  return {
    renew(functions = uploaded) {
      uploaded = functions;
      ending = Promise.all([ending, end()]);
    },
    async fetch(request) {
      try {
        if (uploaded.size === 0) return Response.json({ code: "NOT_FOUND" }, { status: 404 });
        return await (await (running ??= start())).fetch(request);
      } catch (error) {
        log(String(error));
        end();
        return Response.json({ code: "BOOT_ERROR", message: "Function failed to start" }, { status: 503 });
      }
    },
    async [Symbol.asyncDispose]() {
      await end();
      await ending;
    },
  };
}
