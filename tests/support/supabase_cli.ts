import { cliEnvironment, cliPackage } from "../../deploy/supabase_cli.ts";

export type CliAnswer = { code: number; output: string };

export type SupabaseCli = AsyncDisposable & {
  /** Runs one command against a database. The output is that of both streams, without colours. */
  run(databaseUrl: string, ...command: string[]): Promise<CliAnswer>;
};

const repository = new URL("../../", import.meta.url);

/** The real command line of Supabase over our migrations. It works in a folder of its own, where it may leave what it likes. */
export async function prepareSupabaseCli(): Promise<SupabaseCli> {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-cli-test-" });
  await Deno.mkdir(`${folder}/supabase`);
  await Deno.copyFile(new URL("supabase/config.toml", repository), `${folder}/supabase/config.toml`);
  await Deno.symlink(await Deno.realPath(new URL("migrations", repository)), `${folder}/supabase/migrations`);
  return {
    async run(databaseUrl, ...command) {
      const { code, stdout, stderr } = await new Deno.Command("npx", {
        args: ["-y", cliPackage, ...command, `--remote=${databaseUrl}`, "--workdir", folder],
        cwd: folder,
        env: cliEnvironment,
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
