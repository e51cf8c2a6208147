/** The functions, by the names under which they are deployed. */
export const functionNames = ["api", "worker", "callback"] as const;

/**
 * Bundles each function into `<folder>/<name>/index.js`: whole packages, unpacked, would pass the platform's limit on what
 * it bundles itself, and one file boots fastest. Throws with what the bundler said.
 */
export async function build(folder: string): Promise<void> {
  for (const name of functionNames) {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["bundle", "--quiet", "--minify", "--keep-names", "--platform", "deno"],
        ...[
          "--output",
          `${folder}/${name}/index.js`,
          new URL(`../functions/${name}/index.ts`, import.meta.url).pathname,
        ],
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) throw new Error(`'${name}' could not be bundled:\n${new TextDecoder().decode(stderr)}`);
  }
}

if (import.meta.main) {
  const folder = new URL("../dist", import.meta.url).pathname;
  await build(folder);
  for (const name of functionNames) {
    const { size } = await Deno.stat(`${folder}/${name}/index.js`);
    console.log(`dist/${name}/index.js  ${(size / 1e6).toFixed(2)} MB`);
  }
}
