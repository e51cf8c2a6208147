/** The functions, by the names under which they are deployed. */
export const functionNames = ["api", "worker", "callback"] as const;
export type FunctionName = (typeof functionNames)[number];

/** Where `supabase/config.toml` looks for the bundles. */
export const distFolder = new URL("../dist", import.meta.url).pathname;

/** Bytes that Supabase takes of one function which it bundles itself. Source: supabase.com/docs/guides/functions/limits */
export const largestBundle = 5_000_000;

/** Where the bundle of a function is in a folder of them. */
export function bundlePath(folder: string, name: FunctionName): string {
  return `${folder}/${name}/index.js`;
}

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
          bundlePath(folder, name),
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
  await build(distFolder);
  for (const name of functionNames) {
    const { size } = await Deno.stat(bundlePath(distFolder, name));
    console.log(`dist/${name}/index.js  ${(size / 1e6).toFixed(2)} MB`);
  }
}
