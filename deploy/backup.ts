// Backs up a project into a folder. Which one is meant say SUPABASE_URL, SUPABASE_SECRET_KEY and DATABASE_URL.
import { makeBackup } from "./backups/make_backup.ts";
import { Project, readProject } from "./project.ts";
import { readFolder } from "./read_folder.ts";

try {
  const folder = readFolder(Deno.args, "Name one folder: deno task backup <folder>");
  const { deleted, lost } = await makeBackup(readProject(Deno.env, Project), folder, console.log);
  if (deleted.length > 0) console.log(`${deleted.length} more were deleted while the backup was made`);
  if (lost.length > 0) throw new Error(`Storage does not have the audio of these entries:\n${lost.join("\n")}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
