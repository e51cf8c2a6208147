import { build, bundlePath, functionNames } from "../build.ts";
import { DeployFailure } from "../failure.ts";

const composeFile = "docker-compose.stenobase.yml";

/**
 * The runtime of docker-compose.yml looks for this file. It starts the bundle itself, as not every release of it starts what
 * a module exports.
 */
const entrypoint = `import handler from "./index.js";\n\nDeno.serve(handler.fetch);\n`;

/**
 * Builds the functions into `volumes/functions` of a folder that holds Supabase's docker-compose.yml, and puts ours beside it.
 * Gives the files. Throws `DeployFailure` where the folder is another one.
 */
export async function installSelfHosted(folder: string): Promise<string[]> {
  const functions = `${folder}/volumes/functions`;
  for (const path of [`${folder}/docker-compose.yml`, `${functions}/main/index.ts`]) {
    const found = await Deno.stat(path).then(() => true, () => false);
    if (!found) {
      throw new DeployFailure(
        `There is no ${path}: name the folder to which the contents of supabase/docker were copied`,
      );
    }
  }
  await build(functions);
  const files: string[] = [];
  for (const name of functionNames) {
    await Deno.writeTextFile(`${functions}/${name}/index.ts`, entrypoint);
    files.push(bundlePath(functions, name), `${functions}/${name}/index.ts`);
  }
  await Deno.copyFile(new URL(composeFile, import.meta.url), `${folder}/${composeFile}`);
  return [...files, `${folder}/${composeFile}`];
}
