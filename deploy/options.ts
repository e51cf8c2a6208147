import { parseArgs } from "node:util";
import { DeployFailure } from "./failure.ts";

export type Options = { ref: string; envFile: string; dryRun: boolean };

const usage = "deno task deploy --project-ref <ref> [--env-file .env] [--dry-run]";

/** Reads the command's arguments. Throws `DeployFailure` where they say nothing that can be done. */
export function readOptions(args: string[]): Options {
  const values = parse(args);
  const ref = values["project-ref"];
  if (ref === undefined) {
    throw new DeployFailure(
      `Which project? ${usage}; the ref is the part before '.supabase.co' in the project's address`,
    );
  }
  if (!/^[a-z]{20}$/.test(ref)) {
    throw new DeployFailure(
      `'${ref}' is no project ref: that is the 20 small letters before '.supabase.co' in the project's address`,
    );
  }
  return { ref, envFile: values["env-file"], dryRun: values["dry-run"] };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        "project-ref": { type: "string" },
        "env-file": { type: "string", default: ".env" },
        "dry-run": { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new DeployFailure(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}
