import type { Caller } from "../../../shared/auth.ts";
import { AppError } from "../../../shared/errors.ts";
import { fileProblems, inspectUpload } from "../../../shared/inspect_upload.ts";
import { readUploadLimits } from "../../../shared/upload_limits.ts";
import type { ApiDeps } from "../deps.ts";
import { readEntry } from "./read_entry.ts";
import { entryColumns, type EntryRow } from "./schemas.ts";

/**
 * awaiting_upload -> ready, once the object is there and is what it says it is. Completing what does not wait for an upload changes nothing.
 * Throws `entry_not_found`, and what `inspectUpload` throws.
 */
export async function completeUpload(deps: ApiDeps, caller: Caller, id: string): Promise<EntryRow> {
  const [entry, limits] = await deps.db.asUser(caller, (tx) => Promise.all([readEntry(tx, id), readUploadLimits(tx)]));
  if (entry.status !== "awaiting_upload" || entry.object_path === null) return entry;
  const upload = { path: entry.object_path, fileName: entry.file_name ?? "", mimeType: entry.mime_type };
  const inspected = await inspectUpload(deps, upload, limits).catch(async (error) => {
    // An upload URL writes only where nothing is: without the refused file, the same URL takes another try.
    if (error instanceof AppError && fileProblems.includes(error.code)) await deps.storage.remove([upload.path]);
    throw error;
  });
  return await deps.db.asUser(caller, async (tx) => {
    const [ready] = await tx<EntryRow[]>`
      update public.entries set ${tx({ ...inspected, status: "ready" })}
      where id = ${id} and status = 'awaiting_upload'
      returning ${tx(entryColumns)}`;
    // Nothing was waiting any more: the same call came twice at once, or the entry is gone.
    return ready ?? await readEntry(tx, id);
  });
}
