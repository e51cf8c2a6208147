export type CliAnswer = { code: number; output: string };

export type SupabaseCli = AsyncDisposable & {
  /** Runs one command against a database. The output is that of both streams, without colours. */
  run(databaseUrl: string, ...command: string[]): Promise<CliAnswer>;
};

const repository = new URL("../../", import.meta.url);
const settings = { DO_NOT_TRACK: "1", NO_COLOR: "1", npm_config_update_notifier: "false" };

/** The real command line of Supabase over our migrations. It works in a folder of its own, where it may leave what it likes. */
export async function prepareSupabaseCli(): Promise<SupabaseCli> {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-cli-test-" });
  await Deno.mkdir(`${folder}/supabase`);
  await Deno.copyFile(new URL("supabase/config.toml", repository), `${folder}/supabase/config.toml`);
  await Deno.symlink(await Deno.realPath(new URL("migrations", repository)), `${folder}/supabase/migrations`);
  return {
    async run(databaseUrl, ...command) {
      const { code, stdout, stderr } = await new Deno.Command("npx", {
        args: ["-y", "supabase@3.1.0", ...command, `--remote=${databaseUrl}`, "--workdir", folder],
        cwd: folder,
        env: settings,
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
