import { partBytes } from "../../shared/resumable_uploads.ts";
import { createStorage } from "../../shared/storage.ts";
import { inspectStream } from "./files.ts";
import type { Manifest, SavedObject } from "./manifest.ts";
import { forEachObject, objectFile, openObject, tryAgain } from "./objects.ts";
import type { Project } from "../project.ts";

/** Uploads what Storage does not have yet with the same size. Gives how many those were. */
export async function loadObjects(project: Project, folder: string, { objects }: Manifest): Promise<number> {
  const { url, secretKey } = project;
  const storage = createStorage({ supabaseUrl: url, publicUrl: url, secretKey });
  let uploaded = 0;
  await forEachObject(objects, (object) =>
    tryAgain(async () => {
      const { path, bytes, mime_type } = object;
      const present = await storage.find(path);
      if (present?.byteSize === bytes) return;
      if (present) await storage.remove([path]);
      const file = objectFile(folder, path);
      if (bytes <= partBytes) await storage.upload(path, new Blob([await Deno.readFile(file)]), mime_type);
      else await uploadInParts(storage.resumable, file, object);
      uploaded++;
    }));
  return uploaded;
}

async function uploadInParts(
  { begin, append }: ReturnType<typeof createStorage>["resumable"],
  path: string,
  object: SavedObject,
) {
  const { signal } = new AbortController();
  const id = await begin(object.path, object.bytes, signal, object.mime_type);
  using file = await Deno.open(path);
  for (let offset = 0; offset < object.bytes; offset += partBytes) {
    const bytes = new Uint8Array(Math.min(partBytes, object.bytes - offset));
    for (let filled = 0; filled < bytes.length;) filled += await file.read(bytes.subarray(filled)) ?? bytes.length;
    await append(id, { offset, bytes }, signal);
  }
}

/** Reads all objects back. Throws one error that names those that Storage gives otherwise than the backup has them. */
export async function checkObjects(project: Project, { objects }: Manifest): Promise<void> {
  const wrong: string[] = [];
  await forEachObject(objects, async ({ path, sha256 }) => {
    const found = await tryAgain(async () => {
      const body = await openObject(project, path);
      return body && await inspectStream(body);
    });
    if (found?.sha256 !== sha256) wrong.push(path);
  });
  if (wrong.length === 0) return;
  throw new Error(`Storage gives these otherwise than they were: remove them and restore again\n${wrong.join("\n")}`);
}
