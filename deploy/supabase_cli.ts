import { DeployFailure } from "./failure.ts";

/** The CLI, as npx names it; docs/decisions/0005-supabase_cli_by_npx.md says why it is no dependency. */
export const cliPackage = "supabase@3.1.0";

/** Keeps the CLI from telling about its use, and npm from telling about its own versions. */
export const cliEnvironment = { DO_NOT_TRACK: "1", NO_COLOR: "1", npm_config_update_notifier: "false" };

/** Runs one command of the CLI in this repository, without questions. Throws `DeployFailure` with the end of what it said. */
export type SupabaseCli = (...command: string[]) => Promise<void>;

const repository = new URL("../", import.meta.url).pathname;
const shownLines = 8;
/** Empty lines, the frames of warnings, and advice that does not fit here. */
const aside = /^\s*$|^[│▲]|^Try rerunning/;

/** The CLI with an access token, which it gets by its environment: others can read a command line. */
export function createSupabaseCli(options: { accessToken: string; profile?: string | undefined }): SupabaseCli {
  const env = {
    ...cliEnvironment,
    SUPABASE_ACCESS_TOKEN: options.accessToken,
    ...(options.profile && { SUPABASE_PROFILE: options.profile }),
  };
  return async (...command) => {
    const args = ["-y", cliPackage, ...command, "--yes", "--workdir", repository];
    const child = new Deno.Command("npx", { args, env, cwd: repository, stdin: "null" });
    const { success, stdout, stderr } = await child.output().catch(() => {
      throw new DeployFailure("npx was not found: install Node 20 or newer, which brings it");
    });
    if (success) return;
    const said = [stderr, stdout].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
    const end = said.split("\n").filter((line) => !aside.test(line)).slice(-shownLines).join("\n");
    throw new DeployFailure(`'supabase ${command.slice(0, 2).join(" ")}' failed:\n${end}\n`);
  };
}
