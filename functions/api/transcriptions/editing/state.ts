import { z } from "zod";
import type { Word } from "../../../../shared/transcript.ts";

const SegmentState = z.object({ text: z.string().optional(), speaker: z.string().nullable().optional() });

/** Some of what an edit can change, as it was before one or is after it. */
export const EditedState = z.object({
  speakers: z.record(z.string(), z.string()).optional().describe("All names, by label"),
  segments: z.record(z.string(), SegmentState).optional().describe("What changed of segments, by position"),
}).meta({ ref: "EditedState" });

/** The same as it is kept: with the words of rewritten segments, and the whole text where the segments do not lead back to it. */
export type State = z.infer<typeof EditedState> & { words?: Record<string, Word[]>; text?: string };

/** All that some states say; of what several say, the last. */
export function combineStates(states: State[]): State {
  const all: State = {};
  for (const { speakers, segments, words, text } of states) {
    if (speakers) all.speakers = speakers;
    if (text !== undefined) all.text = text;
    if (words) all.words = Object.assign(all.words ?? {}, words);
    for (const [position, fields] of Object.entries(segments ?? {})) {
      all.segments ??= {};
      all.segments[position] = { ...all.segments[position], ...fields };
    }
  }
  return all;
}

/** The texts of segments in order, as they are in a state that changes some of them. */
export function textsIn(state: State, segments: { position: number; text: string }[]): string[] {
  return segments.map(({ position, text }) => state.segments?.[position]?.text ?? text);
}
