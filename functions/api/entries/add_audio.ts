import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Caller } from "../../../shared/auth.ts";
import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { findUpload, inspectUpload, refuseLarger } from "../../../shared/inspect_upload.ts";
import { containerOfFileName, containerOfMime, containers } from "../../../shared/media/containers.ts";
import { readUploadLimits, type UploadLimits } from "../../../shared/upload_limits.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import { inFlight } from "../idempotency/held_key.ts";
import { storeReply } from "../idempotency/store_reply.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";
import { expiryOf } from "./expiry.ts";
import { noteInfection } from "./note_infection.ts";
import { selectEntry } from "./read_entry.ts";
import type { AudioEntry, EntryForm } from "./schemas.ts";

/** Adds an entry that waits for its audio, and signs the URL that takes it past this function. Throws `file_too_large`. */
export async function awaitAudio({ db, storage }: ApiDeps, caller: ApiCaller, input: z.infer<typeof AudioEntry>) {
  const { filename, mime_type = null, byte_size, title = titleOf(filename), expires_in, ...rest } = input;
  const id = crypto.randomUUID();
  const upload = await storage.signUpload(objectPath(caller, id, { fileName: filename, mimeType: mime_type }));
  return await db.asUser(caller, async (tx) => {
    refuseLarger(byte_size, await readUploadLimits(tx));
    const entry = await insertAudio(tx, {
      ...rest,
      ...expiryOf(expires_in),
      id,
      user_id: caller.userId,
      status: "awaiting_upload",
      title,
      file_name: filename,
      mime_type,
      byte_size,
      object_path: upload.path,
    });
    const added = { ...entry, upload };
    await storeReply(tx, caller, { status: 201, body: added });
    return added;
  });
}

/**
 * Adds an entry with the audio itself. Nothing is kept of a file that does not pass. An entry is named after its request's
 * idempotency key, so that another try finds what the first one added. Throws the `file_...` codes.
 */
export async function addAudio(
  deps: ApiDeps,
  caller: ApiCaller,
  file: File,
  fields: z.infer<typeof EntryForm>,
): Promise<EntryRow> {
  const { db, storage } = deps;
  if (file.size === 0) throw new AppError("file_empty", "The file has no content: choose another one");
  const id = caller.heldKey?.id ?? crypto.randomUUID();
  const [limits, earlier] = await db.asUser(
    caller,
    (tx) => Promise.all([readUploadLimits(tx), caller.heldKey ? selectEntry(tx, id) : []]),
  );
  if (earlier[0]) return earlier[0];
  refuseLarger(file.size, limits);
  const label = { fileName: file.name, mimeType: file.type };
  const path = objectPath(caller, id, label);
  await storage.upload(path, file, "application/octet-stream");
  try {
    const row = {
      ...await describeAudio(deps, caller, { id, path, ...label }, fields, limits),
      sha256: createHash("sha256").update(await file.bytes()).digest("hex"),
    };
    return await db.asUser(caller, (tx) => insertAudio(tx, row));
  } catch (error) {
    await storage.remove([path]);
    throw error;
  }
}

/** Inspects audio that is stored, and gives the row of its entry. Throws what `inspectUpload` throws. */
export async function describeAudio(
  deps: ApiDeps,
  caller: Caller,
  { id, ...upload }: { id: string; path: string; fileName: string; mimeType: string },
  { title = titleOf(upload.fileName), expires_in, ...rest }: z.infer<typeof EntryForm>,
  limits: UploadLimits,
): Promise<Record<string, unknown>> {
  const object = await findUpload(deps.storage, upload.path);
  const inspected = await inspectUpload(deps, { ...upload, object }, limits).catch(noteInfection(deps, caller, id));
  const names = { title, file_name: upload.fileName, object_path: upload.path };
  return { ...inspected, ...rest, ...expiryOf(expires_in), ...names, id, user_id: caller.userId, status: "ready" };
}

/** Adds an entry of audio. Throws `idempotency_in_flight`. */
export async function insertAudio(tx: Transaction, row: Record<string, unknown>): Promise<EntryRow> {
  const [entry] = await tx<EntryRow[]>`
    insert into public.entries ${tx({ ...row, kind: "audio" })} on conflict (id) do nothing
    returning ${entryColumns(tx)}`;
  // Only ids that come from an idempotency key come twice: another try was faster.
  if (!entry) throw inFlight();
  return entry;
}

/** A title may have 200 characters; cut as text, so that no character is cut in two. */
function titleOf(fileName: string): string {
  return [...fileName].slice(0, 200).join("");
}

/** Never built from what the caller sent, but for the ending, which is one of ours. */
export function objectPath(
  caller: Caller,
  entryId: string,
  file: { fileName: string; mimeType: string | null },
): string {
  const container = containerOfMime(file.mimeType ?? "") ?? containerOfFileName(file.fileName);
  const extension = container === null ? "bin" : containers[container].extension;
  return `${caller.userId}/${entryId}/${crypto.randomUUID()}.${extension}`;
}
