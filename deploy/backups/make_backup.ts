import type postgres from "postgres";
import { type Manifest, writeManifest } from "./manifest.ts";
import { openDatabase, type Project } from "../project.ts";
import { saveObjects } from "./save_objects.ts";
import { saveRows } from "./save_rows.ts";
import { removeUnnamed } from "./remove_unnamed.ts";

/**
 * Brings `folder` to the present state of a project: rows first, then the objects that were there at that moment, so that
 * every row finds its object unless it was deleted since. An earlier backup in the folder stays whole until this one is; its
 * objects are not fetched again. Throws where it cannot go on; running it again does.
 */
export async function makeBackup(project: Project, folder: string, say: (line: string) => void): Promise<Manifest> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const sql = openDatabase(project, say);
  try {
    const made_at = new Date().toISOString();
    const { objects: listed, ...rows } = await saveRows(sql, folder, `rows-${made_at.replaceAll(/\D/g, "")}`);
    say(`${rows.tables.reduce((sum, table) => sum + table.rows, 0)} rows of ${rows.tables.length} tables`);
    const { objects, fetched, missing } = await saveObjects(project, folder, listed);
    say(`${objects.length} objects, ${fetched} of them fetched now`);
    const lost = await findNeeded(sql, missing);
    const deleted = missing.filter((path) => !lost.includes(path));
    const manifest: Manifest = { format: 1, made_at, ...rows, objects, deleted, lost };
    await writeManifest(folder, manifest);
    await removeUnnamed(folder, manifest);
    return manifest;
  } finally {
    await sql.end();
  }
}

/** Which of these objects are the audio of entries that are still there. */
async function findNeeded(sql: postgres.Sql, paths: string[]): Promise<string[]> {
  const rows = await sql<{ path: string }[]>`
    select object_path as path from public.entries where object_path = any(${paths}) and status = 'ready'`;
  return rows.map(({ path }) => path);
}
