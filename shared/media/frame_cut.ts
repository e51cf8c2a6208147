import { joinBytes } from "./bytes.ts";
import type { CutRange, CutResult } from "./cut_result.ts";
import { findEvenFrames } from "./even_frames.ts";
import { type FrameFormat, walkFrames } from "./frame_stream.ts";
import type { HttpSource } from "./http_source.ts";
import { makeXingFrame, mp3Frames } from "./mp3_frames.ts";

// Room for the frame that is put before the piece.
const xingBytes = 2048;

/**
 * Copies the frames of the range out of MP3 or ADTS. Reads from the first frame on, but for an even bit rate: no other way
 * leads to the time that a byte belongs to. `isComplete` with no bytes means that the range lies past the end.
 */
export async function cutFrames(
  source: HttpSource,
  format: FrameFormat,
  framesStart: number,
  durationMs: number,
  range: CutRange,
): Promise<CutResult> {
  const even = await findEvenFrames(source, format, framesStart, durationMs);
  const { start, end } = even?.positionsOf(range) ?? { start: framesStart, end: source.size };
  const parts: Uint8Array[] = [];
  let byteSize = 0;
  let startSeconds = 0;
  let endSeconds = 0;
  let isComplete = true;
  await walkFrames(source.stream(start, end), format, (bytes, at, header, countedSample, offset) => {
    const { sampleRate, samples, size } = header;
    // By its place also in a piece that is read from the first frame on: every frame has one time, whatever is cut.
    const startSample = even === null ? countedSample : even.numberAt(start + offset) * samples;
    const middleMs = (startSample + samples / 2) * 1000 / sampleRate;
    if (middleMs < range.startMs) return true;
    if (middleMs >= range.endMs) return false;
    isComplete = byteSize + size <= range.maxBytes - xingBytes;
    if (!isComplete) return false;
    if (parts.length === 0) startSeconds = startSample / sampleRate;
    endSeconds = (startSample + samples) / sampleRate;
    parts.push(bytes.slice(at, at + size));
    byteSize += size;
    return true;
  });
  const first = parts[0];
  if (first && format === mp3Frames) parts.unshift(makeXingFrame(first, parts.length, byteSize));
  return { bytes: joinBytes(parts), startSeconds, endSeconds, isComplete };
}
