import { runProgram } from "./run_program.ts";

/** Runs apt-get with the arguments given. Throws with its last line when it fails. */
export async function runApt(args: string[]): Promise<void> {
  const { success, stderr } = await runProgram("apt-get", args, { env: { DEBIAN_FRONTEND: "noninteractive" } });
  if (!success) throw new Error(`apt-get ${args[0]} failed: ${stderr.trim().split("\n").at(-1)}`);
}

/** Tells whether packages can be installed without asking anyone: apt-get is there and we are root. */
export async function canInstall(): Promise<boolean> {
  return Deno.uid() === 0 && await isInstalled("apt-get");
}

/** Tells whether a program can be started. */
export async function isInstalled(program: string): Promise<boolean> {
  try {
    await runProgram(program, ["--version"]);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Installs Debian packages; where the package lists are missing or old it fetches them and tries once more. */
export async function installPackages(packages: string[], apt: (args: string[]) => Promise<void>): Promise<void> {
  const install = ["install", "--yes", "--no-install-recommends", ...packages];
  try {
    await apt(install);
  } catch {
    await apt(["update"]);
    await apt(install);
  }
}
