// Restores a backup into an empty project. Which one is meant say SUPABASE_URL, SUPABASE_SECRET_KEY and DATABASE_URL.
import { restoreBackup } from "./backups/restore_backup.ts";
import { Project, readProject } from "./project.ts";
import { readFolder } from "./read_folder.ts";

try {
  const folder = readFolder(Deno.args, "Name one folder: deno task restore <folder>");
  await restoreBackup(readProject(Deno.env, Project), folder, console.log);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
