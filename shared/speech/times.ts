/** Whole milliseconds of seconds; what is before the start is the start. */
export function millisecondsOf(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1000));
}

/** Models have been seen to let a stretch end before it begins; the database refuses that. Takes milliseconds. */
export function orderTimes(start: number, end: number): { start_ms: number; end_ms: number } {
  const from = Math.max(0, Math.round(start));
  return { start_ms: from, end_ms: Math.max(from, Math.round(end)) };
}
