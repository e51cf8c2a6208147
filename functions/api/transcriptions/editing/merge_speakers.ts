import type { Transaction } from "../../../../shared/db.ts";
import type { TranscriptionRow } from "../schemas.ts";
import { holdTranscription } from "./hold_transcription.ts";
import { demandSpeakers, readSpeakers } from "./read_speakers.ts";
import type { Guard } from "./revision.ts";
import { saveChange } from "./save_change.ts";

/**
 * Makes two speakers one: all that `from` says, `into` says, and the name of `from` goes. Throws what `holdTranscription`
 * throws, and `invalid_request` for labels that nobody has.
 */
export async function mergeSpeakers(
  tx: Transaction,
  id: string,
  { from, into }: { from: string; into: string },
  guard: Guard,
): Promise<TranscriptionRow> {
  const held = await holdTranscription(tx, id, guard);
  const positions = await readSpeakers(tx, id);
  demandSpeakers([...positions.keys()], [{ path: "from", label: from }, { path: "into", label: into }]);
  const saidBy = (speaker: string) =>
    Object.fromEntries((positions.get(from) ?? []).map((position) => [position, { speaker }]));
  const { [from]: _, ...speakers } = held.speakers;
  return await saveChange(tx, held, {
    kind: "merge",
    before: { speakers: held.speakers, segments: saidBy(from) },
    after: { speakers, segments: saidBy(into) },
  });
}
