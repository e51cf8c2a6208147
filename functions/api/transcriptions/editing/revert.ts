import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import type { TranscriptionRow } from "../schemas.ts";
import { holdTranscription } from "./hold_transcription.ts";
import type { Guard } from "./revision.ts";
import { rewriteText } from "./rewrite_text.ts";
import { saveChange } from "./save_change.ts";
import { combineStates, type State } from "./state.ts";

/**
 * Brings an earlier revision back as a new one, by undoing the changes since. Throws what `holdTranscription` throws, and
 * `invalid_request` for a revision that never was.
 */
export async function revertTranscription(
  tx: Transaction,
  id: string,
  revision: number,
  guard: Guard,
): Promise<TranscriptionRow> {
  const held = await holdTranscription(tx, id, guard);
  if (revision > held.revision) {
    const message = `Must be from 1 to ${held.revision}`;
    throw new AppError("invalid_request", `There is no revision ${revision} yet: name one from 1 to ${held.revision}`, {
      fields: [{ path: "revision", message }],
    });
  }
  const undone = await tx<{ before: State; after: State }[]>`
    select before, after from public.transcription_changes
    where transcription_id = ${id} and revision > ${revision} order by revision`;
  if (undone.length === 0) return held;

  const now = combineStates(undone.map(({ after }) => after));
  const { text: _, ...then } = undo(undone);
  // The oldest text that was kept is the last one from which the segments lead on to the revision that is wanted.
  const kept = undone.findIndex(({ before }) => before.text !== undefined);
  const { text: keptText, ...keptState } = kept < 0 ? { text: undefined } : undo(undone.slice(kept));
  const from = keptText === undefined ? undefined : { state: keptState, text: keptText };
  const { text, lost } = await rewriteText(tx, held, then, from);
  return await saveChange(tx, held, { kind: "revert", before: { ...now, ...lost }, after: then, text });
}

/** What changes leave of what they changed when they are undone, the last one first. */
function undo(changes: { before: State }[]): State {
  return combineStates(changes.map(({ before }) => before).toReversed());
}
