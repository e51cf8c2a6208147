import { z } from "zod";
import { readLines, writeFile } from "./files.ts";

/** Rows of one table as `copy ... to stdout` writes them. `identity` is where its numbers are. */
export const TableFile = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()),
  file: z.string(),
  rows: z.int(),
  sha256: z.string(),
  identity: z.object({ column: z.string(), last: z.string() }).optional(),
});
export type TableFile = z.infer<typeof TableFile>;

/** An object of the bucket `audio`, by its path there. */
export const SavedObject = z.object({
  path: z.string(),
  bytes: z.int(),
  etag: z.string(),
  mime_type: z.string(),
  sha256: z.string(),
});
export type SavedObject = z.infer<typeof SavedObject>;

/** What a backup holds. It is written last: a folder without it is no backup yet. */
export const Manifest = z.object({
  format: z.literal(1),
  made_at: z.iso.datetime(),
  migrations: z.array(z.string()),
  /** How far transactions had come, as events number them. */
  reached: z.string(),
  upload_limit_bytes: z.int().nullable(),
  tables: z.array(TableFile),
  objects: z.array(SavedObject),
  /** Paths of objects that were deleted while the backup was made, after its rows were read. */
  deleted: z.array(z.string()),
  /** Paths of objects that entries name and Storage does not have. */
  lost: z.array(z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

const manifestFile = "manifest.json";

/** The manifest of a backup; undefined where the folder has none. Throws where it is none of ours. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await Deno.readTextFile(`${folder}/${manifestFile}`).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${folder}/${manifestFile} is damaged, or of another version of this program`, { cause });
  }
}

/** Ends a backup: from now on the folder is one. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(`${folder}/${manifestFile}`, `${JSON.stringify(manifest, null, 1)}\n`);
}

/** The objects that a backup has fetched so far, finished or not. */
export async function readJournal(folder: string): Promise<SavedObject[]> {
  return (await readLines(journalFile(folder))).flatMap((line) => {
    // The last line may have been cut off with the program that wrote it.
    try {
      return [SavedObject.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** Notes an object as fetched, at once. */
export async function addToJournal(folder: string, object: SavedObject): Promise<void> {
  await Deno.writeTextFile(journalFile(folder), toLine(object), { append: true, mode: 0o600 });
}

/** Makes the journal name these objects and no others. */
export async function writeJournal(folder: string, objects: SavedObject[]): Promise<void> {
  await writeFile(journalFile(folder), objects.map(toLine).join(""));
}

const journalFile = (folder: string) => `${folder}/objects.jsonl`;
const toLine = (object: SavedObject) => `${JSON.stringify(object)}\n`;
