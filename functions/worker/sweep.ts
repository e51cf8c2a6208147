import type { Database } from "../../shared/db.ts";
import type { AudioStorage } from "../../shared/storage.ts";
import type { Handler } from "./drain.ts";
import { NotYet } from "./failure.ts";
import { nothing } from "./transcribe.ts";

/** Storage takes up to a thousand paths in one call. Source: supabase/storage, `MAX_OBJECTS_PER_REQUEST`. */
const objectsAtOnce = 100;
const pagesAtOnce = 10;
/** A pause, as other work waits too. */
const secondsBetweenRuns = 60;

/**
 * Job `sweep` (subject: none). Removes what is in the bucket of audio and belongs to no entry: what was uploaded after its entry
 * was gone, or by a function that died. An object has a day to get its entry.
 */
export function createSweep({ db, storage }: { db: Database; storage: AudioStorage }): Handler {
  return async (_id, { signal }) => {
    for (let page = 0; page < pagesAtOnce; page++) {
      const orphans = await db.asService((tx) =>
        tx<{ name: string }[]>`
          select name from storage.objects
          where bucket_id = 'audio' and created_at < now() - interval '1 day'
            and not exists (select from public.entries where object_path = objects.name)
          limit ${objectsAtOnce}`
      );
      signal.throwIfAborted();
      await storage.remove(orphans.map(({ name }) => name));
      if (orphans.length < objectsAtOnce) return nothing;
    }
    throw new NotYet(secondsBetweenRuns);
  };
}
