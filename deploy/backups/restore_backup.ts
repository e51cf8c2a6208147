import { checkFiles } from "./check_files.ts";
import { checkObjects, loadObjects } from "./load_objects.ts";
import { loadRows } from "./load_rows.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { demandEmpty, demandTables, matchMigrations } from "./prepare_target.ts";
import { openDatabase, type Project } from "../project.ts";

/**
 * Brings a backup into an empty project: objects first, then all rows at once, so that no row is there before its object. Where
 * it was interrupted it can be run again. Throws where the backup is not whole, before anything is changed; where the project
 * is not empty, or has other migrations; and where something has not become what it was.
 */
export async function restoreBackup(project: Project, folder: string, say: (line: string) => void): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw new Error(`There is no finished backup in ${folder}: it has no manifest.json`);
  await checkFiles(folder, manifest);
  say(`The backup of ${manifest.made_at} is whole`);
  const sql = openDatabase(project, say);
  try {
    await demandEmpty(sql, manifest);
    for (const file of await matchMigrations(sql, manifest.migrations)) say(`Applied ${file}`);
    await demandTables(sql, manifest);
    await sql`update storage.buckets set file_size_limit = ${manifest.upload_limit_bytes} where id = 'audio'`;
    say(`${await loadObjects(project, folder, manifest)} objects uploaded, of ${manifest.objects.length}`);
    await checkObjects(project, manifest);
    await loadRows(sql, folder, manifest);
    say(`${manifest.tables.reduce((sum, table) => sum + table.rows, 0)} rows restored`);
    return manifest;
  } finally {
    await sql.end();
  }
}
