import { saveStream } from "./files.ts";
import { addToJournal, readJournal, type SavedObject } from "./manifest.ts";
import { forEachObject, objectFile, openObject, tryAgain } from "./objects.ts";
import type { Project } from "../project.ts";
import type { ListedObject } from "./save_rows.ts";

/** What was asked of Storage came to this: `missing` are the paths of those that it does not have. */
export type SavedObjects = { objects: SavedObject[]; fetched: number; missing: string[] };

/** Fetches the objects that the folder does not have yet with the same size and etag. Throws where one comes otherwise than listed. */
export async function saveObjects(project: Project, folder: string, listed: ListedObject[]): Promise<SavedObjects> {
  const known = new Map((await readJournal(folder)).map((object) => [object.path, object]));
  const saved: SavedObjects = { objects: [], fetched: 0, missing: [] };
  await forEachObject(listed, async (object) => {
    const before = known.get(object.path);
    if (before && await isSame(folder, before, object)) return void saved.objects.push(before);
    const fetched = await tryAgain(() => fetchObject(project, folder, object));
    if (fetched === undefined) return void saved.missing.push(object.path);
    await addToJournal(folder, fetched);
    saved.objects.push(fetched);
    saved.fetched++;
  });
  saved.objects.sort((one, other) => one.path < other.path ? -1 : 1);
  return saved;
}

async function isSame(folder: string, before: SavedObject, object: ListedObject): Promise<boolean> {
  if (before.bytes !== object.bytes || before.etag !== object.etag) return false;
  const file = await Deno.stat(objectFile(folder, object.path)).catch(() => undefined);
  return file?.size === object.bytes;
}

async function fetchObject(project: Project, folder: string, object: ListedObject): Promise<SavedObject | undefined> {
  const body = await openObject(project, object.path);
  if (body === undefined) return undefined;
  const { bytes, sha256 } = await saveStream(objectFile(folder, object.path), body);
  if (bytes !== object.bytes) {
    throw new Error(`${object.path} came with ${bytes} bytes where ${object.bytes} are listed: run the backup again`);
  }
  return { ...object, sha256 };
}
