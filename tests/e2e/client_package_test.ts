import assert from "node:assert/strict";
import { buildClient } from "../../deploy/client/build_client.ts";
import { version } from "../../shared/version.ts";
import { signUp } from "../support/client.ts";
import { testServer } from "../support/test_server.ts";

/** What somebody writes who has installed the package; each line that is expected not to compile has to fail. */
const program = `import { createClient, type Database, type Entry, StenobaseError, unwrap } from "stenobase";

declare const process: { env: Record<string, string> };

const client = createClient({ url: process.env.API_URL!, token: () => process.env.TOKEN! });
const entry: Entry = await unwrap(client.entries.$post({ json: { kind: "text", text: "Hello from Node" } }));
const title: Database["public"]["Tables"]["entries"]["Row"]["title"] = entry.title;
// @ts-expect-error There is no such kind.
const wrong = () => client.entries.$post({ json: { kind: "video" } });
// @ts-expect-error An entry has no such field.
console.assert(entry.nothing === undefined);
// @ts-expect-error There is no such route.
console.assert(wrong !== client.nobody);
try {
  await unwrap(client.entries[":id"].$get({ param: { id: "none" } }));
} catch (error) {
  if (!(error instanceof StenobaseError)) throw error;
  console.log(entry.kind, JSON.stringify(title), error.status, error.code);
}
`;

const settings = {
  compilerOptions: {
    ...{ target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom", "dom.iterable"] },
    ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, types: [], outDir: "out" },
  },
  files: ["program.ts"],
};

Deno.test("the client is a package that Node installs, compiles against and runs", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-client-" });
  const run = async (command: string, args: string[], cwd: string, env: Record<string, string> = {}) => {
    const output = await new Deno.Command(command, { args, cwd, env, stdin: "null" }).output();
    const [printed, said] = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert(output.success, `${command} ${args.join(" ")}\n${printed}\n${said}`);
    return printed!;
  };
  try {
    await buildClient(`${folder}/package`);

    await t.step("with nothing in it but its code, its types, its README and the licence", async () => {
      const [{ files }] = JSON.parse(await run("npm", ["pack", "--dry-run", "--json"], `${folder}/package`));
      const paths: string[] = files.map(({ path }: { path: string }) => path);
      const others = paths.filter((path) => !/^(client|shared)\/[\w.]+\.(js|d\.ts)$/.test(path));
      assert.deepEqual(others.sort(), ["LICENSE", "README.md", "package.json"]);
    });

    const app = `${folder}/app`;
    await Deno.mkdir(app);
    await Deno.writeTextFile(`${app}/package.json`, JSON.stringify({ type: "module", private: true }));
    await Deno.writeTextFile(`${app}/tsconfig.json`, JSON.stringify(settings));
    await Deno.writeTextFile(`${app}/program.ts`, program);
    await run("npm", ["pack", `${folder}/package`], app);
    const install = ["install", "--engine-strict", "--no-audit", "--no-fund"];
    await run("npm", [...install, `./stenobase-${version}.tgz`], app);
    // It stays installed as it is, with what it needs, when something else is added.
    await run("npm", [...install, "is-number@7.0.0"], app);

    await t.step("with types that hold without Deno, as strictly as a consumer may ask", async () => {
      await run("npx", ["-y", "-p", "typescript@5.9.3", "tsc"], app);
    });

    await t.step("with code that runs in Node", async () => {
      const ann = await signUp();
      const env = { API_URL: testServer().url, TOKEN: ann.accessToken };
      assert.equal(await run("node", ["out/program.js"], app, env), `text "" 422 invalid_request\n`);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
