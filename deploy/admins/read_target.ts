import { parseArgs, parseEnv } from "node:util";
import { Variables } from "../../shared/config/variables.ts";

export type Shell = { get(name: string): string | undefined };

/** Whom to make an admin, or none any more, and in which project. */
export type Target = {
  email: string;
  isRemoved: boolean;
  supabaseUrl: string;
  secretKey: string;
  /** Where the database is known too, so that the audit log can be told. */
  databaseUrl: string | undefined;
  databaseCa: string | undefined;
};

const usage = "deno task admin <email> [--remove] [--env-file <file>]";
/** What the local stack leaves while it runs, and after it. */
const stackFile = ".stack/env";

const Project = Variables.pick({
  SUPABASE_URL: true,
  SUPABASE_SECRET_KEYS: true,
  SUPABASE_SECRET_KEY: true,
  SUPABASE_SERVICE_ROLE_KEY: true,
  DATABASE_URL: true,
  SUPABASE_DB_URL: true,
  DATABASE_CA: true,
});

/**
 * Reads the arguments, and which project is meant: by the file that is named, else by the shell where it has SUPABASE_URL, else
 * the local stack. Throws an error that says what is missing and quotes no secret.
 */
export async function readTarget(args: string[], shell: Shell): Promise<Target> {
  const { email, remove, file } = readArguments(args);
  const isOfShell = file === undefined && shell.get("SUPABASE_URL");
  const variables = isOfShell ? shell : await readFile(file ?? stackFile);
  const { data, error } = Project.safeParse(
    Object.fromEntries(Object.keys(Project.shape).map((name) => [name, variables.get(name)?.trim() || undefined])),
  );
  if (error) throw new Error(error.issues.map(({ path, message }) => `${path[0]?.toString()}: ${message}`).join("\n"));
  const secretKey = data.SUPABASE_SECRET_KEYS?.default ?? data.SUPABASE_SECRET_KEY ?? data.SUPABASE_SERVICE_ROLE_KEY;
  if (!secretKey) throw new Error("SUPABASE_SECRET_KEY: set it to a secret key of the project");
  return {
    ...{ email, isRemoved: remove, supabaseUrl: data.SUPABASE_URL, secretKey },
    databaseUrl: data.DATABASE_URL ?? data.SUPABASE_DB_URL,
    databaseCa: data.DATABASE_CA,
  };
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

async function readFile(file: string): Promise<Shell> {
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
