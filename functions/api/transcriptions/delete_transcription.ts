import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";

/** Deletes a transcription in whatever state; jobs delete the provider's copy. Throws `transcription_not_found`. */
export async function deleteTranscription(db: Database, caller: Caller, id: string): Promise<void> {
  const deleted = await db.asUser(
    caller,
    (tx) => tx<{ id: string }[]>`delete from public.transcriptions where id = ${id} returning id`,
  );
  if (deleted.length > 0) return;
  throw new AppError("transcription_not_found", `You have no transcription '${id}': GET /transcriptions lists yours`);
}
