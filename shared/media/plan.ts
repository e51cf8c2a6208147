import { AppError } from "../errors.ts";
import type { Span } from "../speech/types.ts";

/** A recording, the most that one call takes of it, and the part that is wanted where that is not all of it. */
export type PlanOptions = {
  durationMs: number;
  byteSize: number;
  maxBytes: number;
  maxMs: number;
  span?: Span | undefined;
};

/** How far a piece is heard beyond either end, at most: enough for some words that its neighbour hears too. */
export const overlapMs = 4000;

// Bit rates vary, and a container adds to what is copied: pieces are planned this much below what is allowed.
const shareUsed = 0.9;
// Of what one call takes, for either end: where limits are narrow, most of a piece must still be its own.
const shareOfOverlap = 1 / 8;

/**
 * Divides a recording into equal ranges that meet. Each, with the overlap that `spanToCut` adds, stays 10% below both
 * limits if the bit rate is even; one range where all of it fits. `cutAudio` ends a piece early where a dense part would
 * pass the limit after all: see `dividePiece`.
 */
export function planPieces(options: PlanOptions): Span[] {
  const { durationMs, byteSize, maxBytes, maxMs } = options;
  const { startMs, endMs } = wantedSpan(options);
  const length = endMs - startMs;
  const capacity = capacityMs(options);
  const fits = length <= capacity || (byteSize <= maxBytes && durationMs <= maxMs);
  const count = fits ? 1 : Math.ceil(length / (capacity - 2 * overlapOf(options)));
  const boundary = (index: number) => startMs + Math.round(index * length / count);
  return Array.from({ length: count }, (_, index) => ({ startMs: boundary(index), endMs: boundary(index + 1) }));
}

/** What is to be cut out and heard for a planned piece: some seconds more on both sides, within what is wanted. */
export function spanToCut(piece: Span, options: PlanOptions): Span {
  const wanted = wantedSpan(options);
  const overlap = overlapOf(options);
  return {
    startMs: Math.max(wanted.startMs, piece.startMs - overlap),
    endMs: Math.min(wanted.endMs, piece.endMs + overlap),
  };
}

/**
 * What to do with a piece that could be heard only up to `nextMs` of `cutAudio`: `done` is its span from now on, `rest` a
 * new piece, which its own overlap lets begin before `nextMs`. Null where the piece was heard to its end, of which the
 * overlap is no part. Throws `codec_not_supported` where not even the overlap before the piece fits into one call.
 */
export function dividePiece(
  piece: Span,
  nextMs: number | null,
  options: PlanOptions,
): { done: Span; rest: Span } | null {
  if (nextMs === null || nextMs >= piece.endMs) return null;
  // Halfway where there is less than the overlap: each piece must end after it begins.
  const meetMs = Math.max(nextMs - overlapOf(options), Math.floor((piece.startMs + nextMs) / 2));
  if (meetMs <= piece.startMs) {
    throw new AppError(
      "codec_not_supported",
      `The audio has more than ${options.maxBytes} bytes in a few seconds. Save it with a lower bit rate.`,
    );
  }
  return { done: { startMs: piece.startMs, endMs: meetMs }, rest: { startMs: meetMs, endMs: piece.endMs } };
}

function wantedSpan({ durationMs, span }: PlanOptions): Span {
  return { startMs: span?.startMs ?? 0, endMs: Math.min(durationMs, span?.endMs ?? durationMs) };
}

/** How much of the recording one call takes, planned with care. */
function capacityMs({ durationMs, byteSize, maxBytes, maxMs }: PlanOptions): number {
  return shareUsed * Math.min(maxMs, maxBytes * durationMs / byteSize);
}

function overlapOf(options: PlanOptions): number {
  return Math.min(overlapMs, Math.floor(shareOfOverlap * capacityMs(options)));
}
