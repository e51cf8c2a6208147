import type { TranscriptSegment } from "../transcript.ts";
import { type TimedWord, timeWords } from "./time_words.ts";

/** A segment with its place in the transcript. */
export type PlacedSegment = TranscriptSegment & { position: number };

/** A place in a transcript: a segment's position, and an offset in its text in UTF-16 units. */
export type Place = { segment: number; offset: number };

/** What one speaker says without a long pause, as one text. Offsets of its words are those in that text. */
export type Block = {
  text: string;
  speaker: string | null;
  words: TimedWord[];
  /** Where the text of each segment begins: in the block, and in the segment itself. */
  starts: (Place & { at: number })[];
};

/** A silence of this many milliseconds ends whatever was being said. */
const longPauseMs = 5000;

/** Scripts that need no space between two segments. */
function needsNoSpace(character: string): boolean {
  return /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60]/u.test(character);
}

/**
 * Joins the segments that belong together, in their order. What has no times is a paragraph of its own. Text before
 * `from` is left out.
 */
export function* toBlocks(segments: PlacedSegment[], from: Place = { segment: 0, offset: 0 }): Generator<Block> {
  let group: Part[] = [];
  for (const segment of segments) {
    const offset = segment.position === from.segment ? from.offset : 0;
    if (segment.position < from.segment || segment.text.slice(offset).trim() === "") continue;
    const last = group.at(-1);
    if (last && !isContinued(last.segment, segment)) {
      yield join(group);
      group = [];
    }
    const text = segment.text.trimEnd();
    group.push({ segment, text, offset: text.length - text.slice(offset).trimStart().length });
  }
  if (group.length > 0) yield join(group);
}

/** A segment without the space at its end, and where its text begins. */
type Part = { segment: PlacedSegment; text: string; offset: number };

function isContinued(before: TranscriptSegment, segment: TranscriptSegment): boolean {
  return (before.speaker ?? null) === (segment.speaker ?? null) && before.end_ms != null && segment.start_ms != null &&
    segment.start_ms - before.end_ms < longPauseMs;
}

function join(parts: Part[]): Block {
  const block: Block = { text: "", speaker: parts[0]?.segment.speaker ?? null, words: [], starts: [] };
  const texts: string[] = [];
  let at = 0;
  parts.forEach(({ segment, text, offset }, index) => {
    const before = parts[index - 1]?.text;
    const space = before === undefined || (needsNoSpace(before.at(-1)!) && needsNoSpace(text[offset]!)) ? "" : " ";
    at += space.length;
    block.starts.push({ at, segment: segment.position, offset });
    for (const word of timeWords(segment)) {
      if (word.to <= offset) continue;
      block.words.push({ ...word, from: Math.max(offset, word.from) + at - offset, to: word.to + at - offset });
    }
    texts.push(space, text.slice(offset));
    at += text.length - offset;
  });
  block.text = texts.join("");
  return block;
}
