import { type Place, type PlacedSegment, toBlocks } from "../../../shared/reading/blocks.ts";
import { cutPassages } from "../../../shared/reading/passages.ts";
import { findSentences } from "../../../shared/reading/sentences.ts";

/** Where a piece may begin: with another speaker is better than with a sentence, that better than within one. */
type Unit = Place & { tokens: number; rank: 0 | 1 | 2 };

/** How much of a piece may be given up for a better place to end it. */
const shareToSearch = 0.25;

/**
 * Where the pieces of a transcript begin, in order, so that none has more than `maxTokens`: at speakers' changes and at
 * sentences where there are any, within a segment only where that alone is too long. Empty where nothing is said.
 */
export function cutPieces(
  segments: PlacedSegment[],
  maxTokens: number,
  countTokens: (segment: PlacedSegment) => number,
): Place[] {
  const units = toUnits(segments.filter(({ text }) => text.trim() !== ""), maxTokens, countTokens);
  const starts: Place[] = [];
  for (let start = 0; start < units.length;) {
    starts.push({ segment: units[start]!.segment, offset: units[start]!.offset });
    start = findEnd(units, start, maxTokens);
  }
  return starts;
}

/** Two pieces instead of one; undefined where it cannot be divided. */
export function halvePiece(segments: PlacedSegment[]): Place | undefined {
  const said = segments.filter(({ text }) => text.trim() !== "");
  const half = said.reduce((sum, { text }) => sum + text.length, 0) / 2;
  const [, second] = cutPieces(said, Math.max(half, 1), ({ text }) => text.length);
  return second;
}

function findEnd(units: Unit[], start: number, maxTokens: number): number {
  let tokens = 0;
  let end = start;
  let best: number | undefined;
  for (; end < units.length; end++) {
    const unit = units[end]!;
    if (end > start && tokens + unit.tokens > maxTokens) break;
    if (end > start && tokens >= maxTokens * (1 - shareToSearch) && unit.rank >= (units[best ?? end]?.rank ?? 0)) {
      best = end;
    }
    tokens += unit.tokens;
  }
  if (end === units.length) return end;
  return best === undefined || units[end]!.rank >= units[best]!.rank ? end : best;
}

function toUnits(
  segments: PlacedSegment[],
  maxTokens: number,
  countTokens: (segment: PlacedSegment) => number,
): Unit[] {
  const beginSentences = new Set(
    [...sentenceStarts(segments)].filter(({ offset }) => offset === 0).map(({ segment }) => segment),
  );
  return segments.flatMap((segment, index): Unit[] => {
    const before = segments[index - 1];
    const isTurn = (before?.speaker ?? null) !== (segment.speaker ?? null);
    const rank = isTurn ? 2 : beginSentences.has(segment.position) ? 1 : 0;
    const tokens = countTokens(segment);
    const whole: Unit = { segment: segment.position, offset: 0, tokens, rank };
    return tokens <= maxTokens ? [whole] : cutSegment(segment, whole, countTokens);
  });
}

function cutSegment(segment: PlacedSegment, whole: Unit, countTokens: (segment: PlacedSegment) => number): Unit[] {
  const starts = [...sentenceStarts([segment])].map(({ offset }) => offset);
  return starts.map((start, index) => {
    const text = segment.text.slice(start, starts[index + 1]);
    return {
      ...whole,
      ...(index > 0 && { offset: start, rank: 1 as const }),
      tokens: countTokens({ ...segment, text }),
    };
  });
}

function* sentenceStarts(segments: PlacedSegment[]): Generator<Place> {
  // Where words are does not matter here, and to place them costs most.
  const bare = segments.map(({ words: _, ...segment }) => segment);
  for (const block of toBlocks(bare)) for (const { from } of cutPassages(block, findSentences(block))) yield from;
}
