import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { demandTranscription, selectTranscription } from "../read_transcription.ts";
import type { TranscriptionRow } from "../schemas.ts";
import { demandRevision, type Guard } from "./revision.ts";

/** A completed transcription that nobody else edits before the transaction ends. */
export type Held = TranscriptionRow & { text: string };

/**
 * Waits for other edits of a transcription and keeps out further ones. Throws `transcription_not_found`,
 * `transcription_not_ready`, `revision_conflict`.
 */
export async function holdTranscription(tx: Transaction, id: string, guard: Guard): Promise<Held> {
  const held = demandTranscription(await selectTranscription(tx, id, { hold: true }), id);
  if (held.status !== "completed" || held.text === null) {
    throw new AppError(
      "transcription_not_ready",
      `The transcription is '${held.status}': edit it when it is completed`,
    );
  }
  demandRevision(held.revision, guard);
  return { ...held, text: held.text };
}
