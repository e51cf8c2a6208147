import type { Transaction } from "../../../shared/db.ts";
import { speakerName } from "../../../shared/export/speaker_name.ts";
import type { Passage } from "../../../shared/language/types.ts";
import type { Place, PlacedSegment } from "../../../shared/reading/blocks.ts";
import type { Task } from "./task.ts";

/** A stretch of a transcript, `until` a place or its end. */
export type Stretch = { from: Place; until: Place | undefined };

/** A passage, and where its text begins in that of its segment. */
export type PlacedPassage = Passage & { offset: number };

/** The segments of a transcript between two positions, without their words. */
export async function readSegments(
  tx: Transaction,
  { userId, transcriptionId }: Task,
  { from, until }: Stretch = { from: { segment: 0, offset: 0 }, until: undefined },
): Promise<PlacedSegment[]> {
  return await tx<PlacedSegment[]>`
    select position, start_ms, end_ms, speaker, text from public.segments
    where user_id = ${userId} and transcription_id = ${transcriptionId}
      and position between ${from.segment} and ${until?.segment ?? 2 ** 31 - 1}
    order by position`;
}

/** What of the segments a stretch holds, as a model reads it. */
export function toPassages(
  segments: PlacedSegment[],
  { speakers }: Pick<Task, "speakers">,
  { from, until }: Stretch,
): PlacedPassage[] {
  return segments.flatMap(({ position, start_ms, end_ms, speaker, text }) => {
    if (position < from.segment || (until && position > until.segment)) return [];
    const offset = position === from.segment ? from.offset : 0;
    const said = text.slice(offset, position === until?.segment ? until.offset : undefined);
    if (said.trim() === "") return [];
    return [{
      ...{ position, offset, text: said, startMs: start_ms ?? null, endMs: end_ms ?? null },
      speaker: speakerName(speaker, speakers) ?? null,
    }];
  });
}
