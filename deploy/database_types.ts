import { formatTypeScript } from "./format_typescript.ts";
import { cliEnvironment, cliPackage } from "./supabase_cli.ts";

/** Where the types stand, for `createClient<Database>()`. */
export const typesFile = new URL("../shared/database.types.ts", import.meta.url);

/** What the Supabase CLI makes of the schema `public`. Throws with what it said. */
export async function databaseTypes(databaseUrl: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("npx", {
    args: ["-y", cliPackage, "gen", "types", `--remote=${databaseUrl}`, "--schema", "public"],
    env: cliEnvironment,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`The Supabase CLI gave no types:\n${decoder.decode(stderr)}`);
  // It says on the same stream how it connected.
  return await formatTypeScript(decoder.decode(stdout).replace(/^[^]*?(?=export type Json)/, ""));
}
