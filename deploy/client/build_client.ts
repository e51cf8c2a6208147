import { version } from "../../shared/version.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What the client is made of that is not its own. From 4 on, eventsource-parser takes no Node 20. */
const dependencies = ["eventsource-parser", "hono"];

/**
 * Makes a package for npm of `client`, with types, in a folder: `npm publish <folder>` publishes it. Throws with what the
 * compiler said.
 */
export async function buildClient(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await compile(folder);
  // The compiler leaves these paths as they are in declarations. Source: TypeScript 5.9, `rewriteRelativeImportExtensions`.
  for await (const { name } of Deno.readDir(`${folder}/client`)) {
    if (!name.endsWith(".d.ts")) continue;
    const path = `${folder}/client/${name}`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replaceAll(/(from "\.[^"]+)\.ts"/g, '$1.js"'));
  }
  await Deno.copyFile(`${root}client/README.md`, `${folder}/README.md`);
  await Deno.copyFile(`${root}LICENSE`, `${folder}/LICENSE`);
  await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify(await describePackage(), null, 2) + "\n");
}

/** Checks the types as strictly as any consumer may. */
async function compile(folder: string) {
  const options = [
    ...["--outDir", folder, "--rootDir", root, "--declaration", "--rewriteRelativeImportExtensions"],
    ...[
      "--module",
      "esnext",
      "--moduleResolution",
      "bundler",
      "--target",
      "es2022",
      "--lib",
      "es2023,dom,dom.iterable",
    ],
    ...["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--skipLibCheck"],
  ];
  const { success, stdout, stderr } = await new Deno.Command("npx", {
    args: ["-y", "-p", "typescript@5.9.3", "tsc", `${root}client/mod.ts`, ...options],
    cwd: root,
    stdin: "null",
  }).output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  if (!success) throw new Error(`The client could not be compiled:\n${said}`);
}

async function describePackage() {
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
  return {
    name: "stenobase",
    version,
    description: "A typed client of Stenobase: speech turned into text and answers, on Supabase",
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    exports: { ".": { types: "./client/mod.d.ts", default: "./client/mod.js" } },
    files: ["client", "shared"],
    dependencies: Object.fromEntries(dependencies.map((name) => [name, imports[name].replace(/^.*@/, "^")])),
  };
}
