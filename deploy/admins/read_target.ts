import { parseArgs, parseEnv } from "node:util";
import type { z } from "zod";
import type { Environment } from "../../shared/config.ts";
import { Project, readProject } from "../project.ts";

/** Where the database is known too, the audit log can be told. */
const Reached = Project.partial({ databaseUrl: true });

/** Whom to make an admin, or none any more, and in which project. */
export type Target = z.infer<typeof Reached> & { email: string; isRemoved: boolean };

const usage = "deno task admin <email> [--remove] [--env-file <file>]";
/** What the local stack leaves while it runs, and after it. */
const stackFile = ".stack/env";

/**
 * Reads the arguments, and which project is meant: by the file that is named, else by the shell where it has SUPABASE_URL, else
 * the local stack. Throws an error that says what is missing and quotes no secret.
 */
export async function readTarget(args: string[], shell: Environment): Promise<Target> {
  const { email, remove, file } = readArguments(args);
  const isOfShell = file === undefined && shell.get("SUPABASE_URL");
  const project = readProject(isOfShell ? shell : await readFile(file ?? stackFile), Reached);
  return { ...project, email, isRemoved: remove };
}

function readArguments(args: string[]) {
  const options = { "remove": { type: "boolean", default: false }, "env-file": { type: "string" } } as const;
  const parse = () => {
    try {
      return parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${usage}`);
    }
  };
  const { values, positionals: [email, ...others] } = parse();
  if (email === undefined || others.length > 0) throw new Error(`Who is to be an admin? ${usage}`);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Error(`'${email}' is no e-mail address: ${usage}`);
  return { email: email.toLowerCase(), remove: values.remove, file: values["env-file"] };
}

async function readFile(file: string): Promise<Environment> {
  const text = await Deno.readTextFile(file).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      file === stackFile
        ? "Which project? Start the local stack ('deno task start'), or set SUPABASE_URL and SUPABASE_SECRET_KEY"
        : `There is no file '${file}'`,
    );
  });
  return new Map(Object.entries(parseEnv(text)) as [string, string][]);
}
