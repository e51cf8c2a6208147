import { type Citation, verifyCitations, widestClaim } from "../../../shared/answers/verify_citations.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";

/** A quote may go over from one window to the next by this many segments. */
const overlap = 3;

/** Where words stand in a stretch of a transcript that may be long; undefined where they do not, and for no words. */
export function findQuote(
  transcriptionId: string,
  segments: PlacedSegment[],
  { first, last }: { first: number; last: number },
  quote: string,
): Citation | undefined {
  if (quote.trim() === "") return undefined;
  for (let from = first; from <= last; from += widestClaim - overlap) {
    const claim = { first: from, last: Math.min(from + widestClaim - 1, last), quote };
    const [found] = verifyCitations(transcriptionId, segmentsIn(segments, claim), [claim]).citations;
    if (found) return found;
  }
  return undefined;
}

function segmentsIn(segments: PlacedSegment[], { first, last }: { first: number; last: number }): PlacedSegment[] {
  return segments.filter(({ position }) => position >= first && position <= last);
}
