import type { z } from "zod";
import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { realignWords } from "../../../../shared/realign_words.ts";
import { type Segment, segmentColumns } from "../schemas.ts";
import { holdTranscription } from "./hold_transcription.ts";
import type { Guard } from "./revision.ts";
import { rewriteText } from "./rewrite_text.ts";
import { saveChange } from "./save_change.ts";

type SegmentRow = z.infer<typeof Segment>;
type Edit = { text?: string | undefined; speaker?: string | null | undefined };

/**
 * Corrects what is said in a segment, or who says it. Words that are still said keep their times. An empty text keeps the
 * segment's place and times. What changes nothing makes no revision. Throws what `holdTranscription` throws, and
 * `segment_not_found`.
 */
export async function editSegment(
  tx: Transaction,
  id: string,
  position: number,
  edit: Edit,
  guard: Guard,
): Promise<SegmentRow & { revision: number }> {
  const held = await holdTranscription(tx, id, guard);
  const [segment] = await tx<SegmentRow[]>`
    select ${tx(segmentColumns)} from public.segments where transcription_id = ${id} and position = ${position}`;
  if (!segment) {
    throw new AppError(
      "segment_not_found",
      `It has no segment ${position}: GET /transcriptions/{id}/segments lists them`,
    );
  }
  const { text = segment.text, speaker = segment.speaker } = edit;
  const isRewritten = text !== segment.text;
  if (!isRewritten && speaker === segment.speaker) return { ...segment, revision: held.revision };

  const words = isRewritten ? realignWords(segment, text) : null;
  const stateOf = (one: SegmentRow, all: SegmentRow["words"]) => ({
    segments: {
      [position]: {
        ...isRewritten && { text: one.text },
        ...speaker !== segment.speaker && { speaker: one.speaker ?? null },
      },
    },
    ...words && all && { words: { [position]: all } },
  });
  const before = stateOf(segment, segment.words);
  const after = stateOf({ ...segment, text, speaker }, words);
  const rewritten = isRewritten ? await rewriteText(tx, held, after) : undefined;
  const { revision } = await saveChange(tx, held, {
    ...{ kind: "segment", position, before: { ...before, ...rewritten?.lost }, after },
    ...rewritten && { text: rewritten.text },
  });
  return { ...segment, text, speaker, words: words ?? segment.words, revision };
}
