import { inspectFile } from "./files.ts";
import type { Manifest } from "./manifest.ts";
import { objectFile } from "./objects.ts";

/** Reads every file of a backup. Throws one error that names all that are missing or not what they were. */
export async function checkFiles(folder: string, { tables, objects }: Manifest): Promise<void> {
  const expected = [
    ...tables.map(({ file, sha256 }) => ({ path: `${folder}/${file}`, sha256 })),
    ...objects.map(({ path, sha256 }) => ({ path: objectFile(folder, path), sha256 })),
  ];
  const damaged: string[] = [];
  for (const { path, sha256 } of expected) {
    const found = await inspectFile(path);
    if (found?.sha256 !== sha256) damaged.push(`${path} is ${found ? "damaged" : "missing"}`);
  }
  if (damaged.length > 0) throw new Error(`Nothing was restored, as the backup is not whole:\n${damaged.join("\n")}`);
}
