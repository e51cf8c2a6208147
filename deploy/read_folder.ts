import { DeployFailure } from "./failure.ts";

/** The one folder that a command is given. Throws `DeployFailure` with `usage` for anything else, an option too. */
export function readFolder(args: string[], usage: string): string {
  const [folder, ...others] = args;
  if (!folder || folder.startsWith("-") || others.length > 0) throw new DeployFailure(usage);
  return folder;
}
