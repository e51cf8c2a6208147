export type PlanOptions = { durationMs: number; byteSize: number; maxBytes: number; maxMs: number };

// Bit rates vary, and a container adds to what is copied: pieces are planned this much below what is allowed.
const shareUsed = 0.9;

/**
 * Divides a recording into equal ranges, in milliseconds, that stay 10% below both limits if its bit rate is even; one
 * range where the whole file fits. `cutAudio` ends a piece early where a dense part would pass the limit after all.
 */
export function planPieces(
  { durationMs, byteSize, maxBytes, maxMs }: PlanOptions,
): { startMs: number; endMs: number }[] {
  if (byteSize <= maxBytes && durationMs <= maxMs) return [{ startMs: 0, endMs: durationMs }];
  const count = Math.ceil(Math.max(byteSize / (shareUsed * maxBytes), durationMs / (shareUsed * maxMs)));
  const boundary = (index: number) => Math.round(index * durationMs / count);
  return Array.from({ length: count }, (_, index) => ({ startMs: boundary(index), endMs: boundary(index + 1) }));
}
