import { functionNames } from "../../deploy/build.ts";
import { sandboxFlags } from "../../local/functions/sandbox.ts";

/** What the platform's edge runtime is compatible with. */
const platformDeno = "deno@2.1.4";

/** Gives the bundles paths and a life as `local/functions/host.ts` does to the sources. A file that starts one itself is heard. */
const hostOf = (file: string) => `
const functions = {};
const { serve } = Deno;
for (const name of ${JSON.stringify(functionNames)}) {
  Deno.serve = (fetch) => functions[name] = { fetch };
  const { default: exported } = await import(\`./\${name}/${file}\`);
  functions[name] ??= exported;
}
serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(JSON.stringify({ event: "listening", port, deno: Deno.version.deno })),
}, (request) => {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace("/functions/v1", "");
  return functions[url.pathname.split("/")[1]].fetch(new Request(url, request));
});
for await (const _ of Deno.stdin.readable);
Deno.exit();
`;

/** The command that runs the bundles of a folder on the platform's Deno, with network and named variables only. */
export async function prepareBundles(folder: string, entrypoint = "index.js"): Promise<string[]> {
  await Deno.writeTextFile(`${folder}/host.js`, hostOf(entrypoint));
  return ["npx", "-y", platformDeno, "run", "--no-lock", "--no-config", ...sandboxFlags, `${folder}/host.js`];
}
