import { isDeepStrictEqual } from "node:util";
import type { Transaction } from "../../../../shared/db.ts";
import type { TranscriptionRow } from "../schemas.ts";
import { holdTranscription } from "./hold_transcription.ts";
import { demandSpeakers, readSpeakers } from "./read_speakers.ts";
import type { Guard } from "./revision.ts";
import { saveChange } from "./save_change.ts";

/**
 * Gives speakers names by label, or takes them away with null or "". Those not mentioned keep theirs. What changes nothing
 * makes no revision. Throws what `holdTranscription` throws, and `invalid_request` for labels that nobody has.
 */
export async function renameSpeakers(
  tx: Transaction,
  id: string,
  names: Record<string, string | null>,
  guard: Guard,
): Promise<TranscriptionRow> {
  const held = await holdTranscription(tx, id, guard);
  // A name outlives the last segment of its speaker, and can still be taken away.
  const labels = new Set([...(await readSpeakers(tx, id)).keys(), ...Object.keys(held.speakers)]);
  demandSpeakers([...labels], Object.keys(names).map((label) => ({ path: `speakers.${label}`, label })));
  const speakers: Record<string, string> = Object.fromEntries(
    Object.entries({ ...held.speakers, ...names }).flatMap(([label, name]) => name ? [[label, name]] : []),
  );
  if (isDeepStrictEqual(speakers, held.speakers)) return held;
  return await saveChange(tx, held, { kind: "speakers", before: { speakers: held.speakers }, after: { speakers } });
}
