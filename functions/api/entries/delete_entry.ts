import type { Caller } from "../../../shared/auth.ts";
import type { ApiDeps } from "../deps.ts";
import { readEntry } from "./read_entry.ts";

/**
 * Deletes an entry with its audio and its transcriptions. The object goes first: a row without bytes can be deleted
 * again, bytes without a row would be forgotten. Throws `entry_not_found`, `storage_unavailable`.
 */
export async function deleteEntry({ db, storage }: ApiDeps, caller: Caller, id: string): Promise<void> {
  const entry = await db.asUser(caller, (tx) => readEntry(tx, id));
  if (entry.object_path !== null) await storage.remove([entry.object_path]);
  await db.asUser(caller, (tx) => tx`delete from public.entries where id = ${id}`);
}
