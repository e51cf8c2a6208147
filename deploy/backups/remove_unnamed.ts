import { type Manifest, writeJournal } from "./manifest.ts";
import { objectFile } from "./objects.ts";

/** Removes what an earlier backup left in the folder and this one does not name. */
export async function removeUnnamed(folder: string, { tables, objects }: Manifest): Promise<void> {
  const named = new Set([
    ...tables.map(({ file }) => `${folder}/${file}`),
    ...objects.map(({ path }) => objectFile(folder, path)),
  ]);
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && /^(rows-\d+|objects)$/.test(name)) await keepOnly(`${folder}/${name}`, named);
  }
  await writeJournal(folder, objects);
}

/** True where nothing is left. */
async function keepOnly(folder: string, named: Set<string>): Promise<boolean> {
  let isEmpty = true;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const isKept = isDirectory ? !(await keepOnly(path, named)) : named.has(path);
    if (isKept) isEmpty = false;
    else if (!isDirectory) await Deno.remove(path);
  }
  if (isEmpty) await Deno.remove(folder);
  return isEmpty;
}
