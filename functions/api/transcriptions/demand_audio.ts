import { AppError } from "../../../shared/errors.ts";
import type { EntryRow } from "../entries/entry_row.ts";

/**
 * That an entry has audio to transcribe, or will have it when its link is imported. Throws `entry_has_no_audio`,
 * `entry_not_ready`.
 */
export function demandAudio({ kind, status }: EntryRow, hasOwnKey: boolean): void {
  if (kind !== "audio") {
    throw new AppError("entry_has_no_audio", "A text needs no transcription: it was born with one");
  }
  if (status === "importing" && hasOwnKey) {
    throw new AppError("entry_not_ready", "Wait until the link is imported: your key is kept nowhere until then");
  }
  if (status === "ready" || status === "importing") return;
  throw new AppError(
    "entry_not_ready",
    status === "failed"
      ? "The link could not be imported: bring it again"
      : "Upload the file and POST /entries/{id}/complete before you transcribe it",
  );
}
