import type { Place, PlacedSegment } from "../reading/blocks.ts";
import { findPhrase } from "../reading/find_phrase.ts";
import { timeWords } from "../reading/time_words.ts";

/** Words of a transcript that an answer rests on: where they begin, when they are said, and the words as they are stored. */
export type Citation = {
  transcription_id: string;
  /** The position of the segment where they begin. */
  segment: number;
  /** Of the quoted words where the segment has times for its words, else of the segment; null where it has none. */
  start_ms: number | null;
  end_ms: number | null;
  quote: string;
};

/** What a model says: these words stand in the segments at the positions `first` to `last`. Null is all that stands there. */
export type Claim = { first: number; last: number; quote: string | null };

/** Whoever points at more segments than this proves nothing. */
export const widestClaim = 20;

type Stretch = { from: Place; until: Place };

/**
 * Checks claims about one transcript against its stored segments, of which `segments` holds all that are claimed. What a
 * quote says must stand there word for word; case, accents and punctuation do not count. Claims that overlap become one.
 */
export function verifyCitations(
  transcriptionId: string,
  segments: readonly PlacedSegment[],
  claims: readonly Claim[],
): { citations: Citation[]; removed: number } {
  const found = claims.flatMap((claim) => findStretch(segments, claim) ?? []);
  return {
    citations: merge(found).map((stretch) => ({
      transcription_id: transcriptionId,
      ...cut(between(segments, stretch.from.segment, stretch.until.segment), stretch),
    })),
    removed: claims.length - found.length,
  };
}

function findStretch(all: readonly PlacedSegment[], { first, last, quote }: Claim): Stretch | undefined {
  const segments = last - first < widestClaim ? between(all, first, last) : [];
  const text = segments.map(({ text }) => text).join(" ");
  if (text.trim() === "") return undefined;
  const [range] = quote === null ? [{ from: 0, to: text.length }] : findPhrase(text, quote);
  if (!range) return undefined;
  const until = placeOf(segments, range.to - 1);
  return { from: placeOf(segments, range.from), until: { ...until, offset: until.offset + 1 } };
}

function between(segments: readonly PlacedSegment[], first: number, last: number): PlacedSegment[] {
  return segments.filter(({ position, text }) => position >= first && position <= last && text !== "");
}

/** The place of a character in the joined texts of segments; the space between two of them belongs to the former. */
function placeOf(segments: readonly PlacedSegment[], at: number): Place {
  let offset = at;
  for (const { position, text } of segments) {
    if (offset <= text.length) return { segment: position, offset };
    offset -= text.length + 1;
  }
  throw new RangeError("The place lies behind the text");
}

function merge(stretches: Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => compare(a.from, b.from))) {
    const before = merged.at(-1);
    if (!before || compare(stretch.from, before.until) >= 0) merged.push({ ...stretch });
    else if (compare(stretch.until, before.until) > 0) before.until = stretch.until;
  }
  return merged;
}

function compare(one: Place, other: Place): number {
  return one.segment - other.segment || one.offset - other.offset;
}

function cut(segments: PlacedSegment[], { from, until }: Stretch): Omit<Citation, "transcription_id"> {
  const [first, last] = [segments[0]!, segments.at(-1)!];
  const texts = segments.map(({ position, text }) =>
    text.slice(position === from.segment ? from.offset : 0, position === until.segment ? until.offset : undefined)
  );
  const firstWord = first.words?.length ? timeWords(first).find(({ to }) => to > from.offset) : undefined;
  const lastWord = last.words?.length ? timeWords(last).findLast((word) => word.from < until.offset) : undefined;
  return {
    segment: from.segment,
    start_ms: firstWord?.start_ms ?? first.start_ms ?? null,
    end_ms: lastWord?.end_ms ?? last.end_ms ?? null,
    quote: texts.join(" ").trim(),
  };
}
