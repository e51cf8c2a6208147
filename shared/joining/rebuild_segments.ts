import type { TranscriptSegment } from "../transcript.ts";
import { joinTexts, type Unit } from "./units.ts";

/** Units that stand together in one segment. */
type Part = { units: [Unit, ...Unit[]]; speaker: string | null };

/**
 * Makes segments of units again. One that kept all of its units is as it was; of one that a seam runs through the rest is
 * kept; and where both pieces heard the same speaker go on over the seam, both rests become one segment.
 */
export function rebuildSegments(units: Unit[], nameSpeaker: (label: string) => string | null): TranscriptSegment[] {
  const parts: Part[] = [];
  for (const unit of units) {
    const last = parts.at(-1);
    if (last && last.units[0].of === unit.of) last.units.push(unit);
    else parts.push({ units: [unit], speaker: unit.of.speaker === null ? null : nameSpeaker(unit.of.speaker) });
  }
  const segments: TranscriptSegment[] = [];
  for (const [index, part] of parts.entries()) {
    const segment = rebuild(part);
    const before = parts[index - 1];
    const last = segments.at(-1);
    if (last && before && goesOn(before, part)) segments.splice(-1, 1, merge(last, segment));
    else segments.push(segment);
  }
  return segments;
}

function rebuild({ units, speaker }: Part): TranscriptSegment {
  const [first, last] = [units[0], units.at(-1) ?? units[0]];
  const { segment } = first.of;
  const named = speaker === null ? segment : { ...segment, speaker };
  if (!lostHead(first) && !lostTail(last)) return named;
  return {
    ...named,
    text: units.map(({ text }) => text).join("").trim(),
    start_ms: lostHead(first) ? first.times?.startMs : segment.start_ms,
    end_ms: lostTail(last) ? last.times?.endMs : segment.end_ms,
    words: segment.words && units.flatMap(({ word }) => word ?? []),
  };
}

function goesOn(before: Part, part: Part): boolean {
  const last = before.units.at(-1) ?? before.units[0];
  return lostTail(last) && lostHead(part.units[0]) && before.speaker === part.speaker;
}

function merge(first: TranscriptSegment, second: TranscriptSegment): TranscriptSegment {
  const hasTimes = first.end_ms != null && second.end_ms != null;
  return {
    ...first,
    text: joinTexts([first.text, second.text]),
    end_ms: hasTimes ? Math.max(first.end_ms ?? 0, second.end_ms ?? 0) : second.end_ms,
    words: first.words && second.words ? [...first.words, ...second.words] : null,
  };
}

function lostHead({ index }: Unit): boolean {
  return index > 0;
}

function lostTail({ index, of }: Unit): boolean {
  return index < of.unitCount - 1;
}
