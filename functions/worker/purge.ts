import type { Database } from "../../shared/db.ts";
import type { AudioStorage } from "../../shared/storage.ts";
import type { Handler } from "./drain.ts";

/**
 * Job `purge` (subject: entry). Deletes an entry that is not to be kept any longer, and then the object of one that is gone,
 * whoever deleted it: the database remembers the object until this is done.
 */
export function createPurge({ db, storage }: { db: Database; storage: AudioStorage }): Handler {
  return async (id) => {
    const [{ path }] = await db.asService((tx) =>
      tx<[{ path: string | null }]>`select private.purge_entry(${id}) as path`
    );
    if (path !== null) await storage.remove([path]);
    return (tx) => tx`delete from private.objects_to_remove where entry_id = ${id}`;
  };
}
