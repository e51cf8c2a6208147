import type { Caller } from "../../../shared/auth.ts";
import { AppError, type ProblemCode } from "../../../shared/errors.ts";
import { fileProblems, findUpload, inspectUpload } from "../../../shared/inspect_upload.ts";
import type { StoredObject } from "../../../shared/storage.ts";
import { readUploadLimits } from "../../../shared/upload_limits.ts";
import type { ApiDeps } from "../deps.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";
import { hashUpload } from "./hash_upload.ts";
import { noteInfection } from "./note_infection.ts";
import { readEntry } from "./read_entry.ts";

/** What can be wrong with an uploaded file. */
export const uploadProblems: ProblemCode[] = [...fileProblems, "checksum_mismatch"];

/**
 * awaiting_upload -> ready, once the object is there and is what it says it is. Completing what does not wait for an upload changes nothing.
 * Throws `entry_not_found`, `upload_missing`, `object_changed` and `uploadProblems`.
 */
export async function completeUpload(deps: ApiDeps, caller: Caller, id: string): Promise<EntryRow> {
  const [entry, limits] = await deps.db.asUser(caller, (tx) => Promise.all([readEntry(tx, id), readUploadLimits(tx)]));
  const { object_path: path, file_name: fileName, mime_type: mimeType, sha256 } = entry;
  if (entry.status !== "awaiting_upload" || path === null) return entry;
  const object = await findUpload(deps.storage, path);
  try {
    const upload = { path, fileName: fileName ?? "", mimeType, object };
    const inspected = await inspectUpload(deps, upload, limits).catch(noteInfection(deps, caller, id));
    const hashed = await hashUpload(deps, { path, sha256, ...inspected });
    return await deps.db.asUser(caller, async (tx) => {
      const [ready] = await tx<EntryRow[]>`
        update public.entries set ${tx({ ...inspected, sha256: hashed, status: "ready" })}
        where id = ${id} and status = 'awaiting_upload'
        returning ${entryColumns(tx)}`;
      // Nothing was waiting any more: the same call came twice at once, or the entry is gone.
      return ready ?? await readEntry(tx, id);
    });
  } catch (error) {
    if (error instanceof AppError && uploadProblems.includes(error.code)) {
      await removeRefused(deps, caller, { id, path, object });
    }
    throw error;
  }
}

/**
 * An upload URL writes only where nothing is: without the refused file, the same URL takes another try. Of two who refuse the
 * same file, the slower one must not remove what has come in its place, so they look one after the other.
 */
async function removeRefused(
  { db, storage }: ApiDeps,
  caller: Caller,
  refused: { id: string; path: string; object: StoredObject },
): Promise<void> {
  await db.asUser(caller, async (tx) => {
    const [waiting] = await tx`
      select id from public.entries where id = ${refused.id} and status = 'awaiting_upload' for update`;
    const object = waiting && await storage.find(refused.path);
    if (object?.etag === refused.object.etag) await storage.remove([refused.path]);
  });
}
