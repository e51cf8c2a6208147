import { joinBytes } from "./bytes.ts";
import type { CutRange, CutResult } from "./cut_result.ts";
import { type FlacInfo, renumberFlacFrame } from "./flac_frames.ts";
import { type FlacLayout, walkFlacFrames } from "./flac_stream.ts";
import type { HttpSource } from "./http_source.ts";

/** Samples of each channel up to the end of the last whole frame, read from the tail of the file; 0 without frames. */
export async function countFlacSamples(source: HttpSource, { info, framesStart }: FlacLayout): Promise<number> {
  const tailStart = Math.max(framesStart, source.size - searchBytes(info));
  let samples = 0;
  await walkFlacFrames(source.stream(tailStart, source.size), info, true, (_bytes, { firstSample, blockSize }) => {
    samples = firstSample + blockSize;
    return true;
  });
  return samples;
}

/**
 * Copies the frames of the range into a file of their own, numbered anew from 0: with their old numbers players see a
 * piece that starts late. `isComplete` with no bytes means that the range lies past the end.
 */
export async function cutFlac(source: HttpSource, layout: FlacLayout, range: CutRange): Promise<CutResult> {
  const { info } = layout;
  const parts: Uint8Array[] = [];
  let byteSize = headerBytes;
  let firstSample = 0;
  let endSample = 0;
  let isComplete = true;
  const start = await findFramesBefore(source, layout, range.startMs);
  await walkFlacFrames(source.stream(start, source.size), info, true, (bytes, frame, end) => {
    const middleMs = (frame.firstSample + frame.blockSize / 2) * 1000 / info.sampleRate;
    if (middleMs < range.startMs) return true;
    if (middleMs >= range.endMs) return false;
    isComplete = byteSize + end - frame.at <= range.maxBytes;
    if (!isComplete) return false;
    if (parts.length === 0) firstSample = frame.firstSample;
    endSample = frame.firstSample + frame.blockSize;
    const part = renumberFlacFrame(
      bytes,
      frame,
      end,
      frame.countsSamples ? frame.firstSample - firstSample : parts.length,
    );
    parts.push(part);
    byteSize += part.length;
    return true;
  });
  return {
    bytes: parts.length === 0 ? new Uint8Array(0) : joinBytes([makeHeader(info, endSample - firstSample), ...parts]),
    startSeconds: firstSample / info.sampleRate,
    endSeconds: endSample / info.sampleRate,
    isComplete,
  };
}

/** Halves the file until little is left to read before the wanted time; gives a byte before its frame. */
async function findFramesBefore(
  source: HttpSource,
  { info, framesStart }: FlacLayout,
  startMs: number,
): Promise<number> {
  const window = searchBytes(info);
  let low = framesStart;
  let high = source.size;
  while (high - low > 2 * window) {
    const middle = Math.floor((low + high) / 2);
    let timeMs = Infinity;
    await walkFlacFrames(source.stream(middle, middle + window), info, false, (_bytes, { firstSample, blockSize }) => {
      timeMs = (firstSample + blockSize / 2) * 1000 / info.sampleRate;
      return false;
    });
    if (timeMs >= startMs) high = middle;
    else low = middle;
  }
  return low;
}

/** Enough bytes to meet three whole frames wherever one begins to read. */
function searchBytes(info: FlacInfo): number {
  return Math.max(64 * 1024, 4 * info.maxFrameBytes);
}

const headerBytes = 42;

function makeHeader(info: FlacInfo, samples: number): Uint8Array {
  const header = new Uint8Array(headerBytes);
  header.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34]);
  header.set(info.streamInfo, 8);
  const view = new DataView(header.buffer, 8);
  // The shortest and longest frame and the checksum of the sound are another file's: 0 stands for "not known".
  header.fill(0, 12, 18);
  header.fill(0, 26, 42);
  view.setUint8(13, (view.getUint8(13) & 0xf0) | Math.floor(samples / 2 ** 32));
  view.setUint32(14, samples % 2 ** 32);
  return header;
}
