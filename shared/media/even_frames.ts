import { joinBytes, readName } from "./bytes.ts";
import { type FrameFormat, type FrameHeader, walkFrames } from "./frame_stream.ts";
import type { HttpSource } from "./http_source.ts";

/** Frames of one bit rate, so that bytes tell the time. Numbers count from the first frame with sound, which is 0. */
export type EvenFrames = {
  /** The number of the frame at a byte of the file. */
  numberAt: (position: number) => number;
  /** Bytes that hold all frames of a range of times, and a few more. */
  positionsOf: (range: { startMs: number; endMs: number }) => { start: number; end: number };
};

// An ID3v1 tag has this length and stands at the very end (id3.org).
const id3v1Bytes = 128;
const searchBytes = 64 * 1024;

/**
 * Tells whether all frames have the bit rate of the first one, so that a cut can begin to read where it begins: then the
 * length of the sound, which was counted frame by frame, and the size of the file agree to a few bytes. Null otherwise.
 */
export async function findEvenFrames(
  source: HttpSource,
  format: FrameFormat,
  framesStart: number,
  durationMs: number,
): Promise<EvenFrames | null> {
  const found: { header: FrameHeader; first: number }[] = [];
  const head = source.stream(framesStart, framesStart + searchBytes);
  await walkFrames(head, format, (_bytes, _at, header, _startSample, offset) => {
    found.push({ header, first: framesStart + offset });
    return false;
  });
  const { header, first = 0 } = found[0] ?? {};
  if (header === undefined || header.evenSize === null) return null;
  const { evenSize, samples, sampleRate } = header;
  const framesPerMs = sampleRate / samples / 1000;
  const tail = await readTail(source);
  const end = readName(tail, 0, 3) === "TAG" ? source.size - id3v1Bytes : source.size;
  // Encoders spread the odd bytes in their own way; a frame is found by its place while that is less than half of one.
  const tolerance = evenSize / 8;
  if (Math.abs(first + Math.round(durationMs * framesPerMs) * evenSize - end) > tolerance) return null;
  return {
    numberAt: (position) => Math.round((position - first) / evenSize),
    positionsOf: ({ startMs, endMs }) => {
      const frameAt = (milliseconds: number) => Math.floor(milliseconds * framesPerMs);
      return {
        start: frameAt(startMs) < 2 ? first : Math.floor(first + (frameAt(startMs) - 1) * evenSize - tolerance),
        end: Math.ceil(first + (frameAt(endMs) + 4) * evenSize),
      };
    },
  };
}

/** Past the cache, which would bring a whole block. */
async function readTail(source: HttpSource): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of source.stream(Math.max(0, source.size - id3v1Bytes), source.size)) parts.push(part);
  return joinBytes(parts);
}
