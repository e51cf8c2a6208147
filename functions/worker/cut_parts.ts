/** A stretch of a stream; the last one is shorter, or empty where the stream is. Its bytes stand until the next is asked for. */
export type Part = { bytes: Uint8Array<ArrayBuffer>; isLast: boolean };

/** Cuts a stream into parts of `partBytes`, all in the same memory. The stream is cancelled when its reader stops. */
export async function* cutParts(
  stream: ReadableStream<Uint8Array> | null,
  partBytes: number,
): AsyncGenerator<Part, void> {
  const part = new Uint8Array(partBytes);
  let filled = 0;
  for await (const chunk of stream ?? []) {
    for (let taken = 0; taken < chunk.length;) {
      // Only now is it known that this part is not the last.
      if (filled === partBytes) {
        yield { bytes: part, isLast: false };
        filled = 0;
      }
      const piece = chunk.subarray(taken, taken + partBytes - filled);
      part.set(piece, filled);
      filled += piece.length;
      taken += piece.length;
    }
  }
  yield { bytes: part.subarray(0, filled), isLast: true };
}
