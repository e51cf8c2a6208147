import { AppError } from "../errors.ts";
import { joinBytes } from "./bytes.ts";

/**
 * What the header of one self-framed packet says: bytes with the header, samples of each channel. `evenSize` is how many
 * bytes a frame has on average where all have this bit rate; null where the header names no bit rate.
 */
export type FrameHeader = {
  size: number;
  samples: number;
  sampleRate: number;
  channels: number;
  evenSize: number | null;
};

/** How to read one kind of self-framed audio. */
export type FrameFormat = {
  /** Reads the header at `at`, with at least `headerBytes` there; null where none begins. */
  parseHeader: (bytes: Uint8Array, at: number) => FrameHeader | null;
  headerBytes: number;
  /** Frames that the file says it has, where the frame at `at` describes the file and holds no sound; else null. */
  readDeclaredFrames: (bytes: Uint8Array, at: number, header: FrameHeader) => number | null;
};

/** What was met on the way: `samples` of each channel, `declaredFrames` 0 where the file does not say. */
export type FrameTotals = {
  frames: number;
  samples: number;
  sampleRate: number;
  channels: number;
  declaredFrames: number;
  strayBytes: number;
};

/**
 * Called for each frame in `bytes` from `at`. `startSample` counts from the first sound, `offset` the bytes of the stream
 * before the frame. False ends the walk.
 */
export type VisitFrame = (
  bytes: Uint8Array,
  at: number,
  header: FrameHeader,
  startSample: number,
  offset: number,
) => boolean;

// Covers art that an APE tag may hold behind the sound; a file of rubbish is not read any further.
const maxStrayBytes = 4 * 2 ** 20;

/**
 * Walks the frames of a stream in constant memory and adds them up, past whatever is no frame.
 * Throws `file_truncated` after 4 MiB that hold no frame.
 */
export async function walkFrames(
  chunks: AsyncIterable<Uint8Array>,
  format: FrameFormat,
  visit: VisitFrame,
): Promise<FrameTotals> {
  const totals = { frames: 0, samples: 0, sampleRate: 0, channels: 0, declaredFrames: 0, strayBytes: 0 };
  let inSync = false;
  let sawFirst = false;
  let taken = 0;

  /** Takes what is whole in `bytes`; gives the number of bytes taken, or null where the visitor has had enough. */
  const takeFrames = (bytes: Uint8Array, isEnd: boolean): number | null => {
    let at = 0;
    while (bytes.length - at >= format.headerBytes) {
      const header = format.parseHeader(bytes, at);
      const next = at + (header?.size ?? 0);
      if (header !== null && !isEnd && bytes.length < next + format.headerBytes) break;
      if (header === null || !fits(bytes, header, next)) {
        at = skipStray(bytes, at);
        continue;
      }
      inSync = true;
      if (!sawFirst) {
        sawFirst = true;
        totals.sampleRate = header.sampleRate;
        totals.channels = header.channels;
        const declared = format.readDeclaredFrames(bytes, at, header);
        if (declared !== null) {
          totals.declaredFrames = declared;
          at = next;
          continue;
        }
      }
      if (!visit(bytes, at, header, totals.samples, taken + at)) return null;
      totals.frames += 1;
      totals.samples += header.samples;
      at = next;
    }
    return at;
  };

  /** Four bytes look like a header by chance, so out of step only a frame that another one follows counts. */
  const fits = (bytes: Uint8Array, header: FrameHeader, next: number): boolean => {
    if (next > bytes.length || (sawFirst && header.sampleRate !== totals.sampleRate)) return false;
    if (inSync || next === bytes.length) return true;
    if (next + format.headerBytes > bytes.length) return false;
    return format.parseHeader(bytes, next)?.sampleRate === header.sampleRate;
  };

  const skipStray = (bytes: Uint8Array, at: number): number => {
    inSync = false;
    const found = bytes.indexOf(0xff, at + 1);
    const next = found === -1 ? bytes.length : found;
    totals.strayBytes += next - at;
    if (totals.strayBytes > maxStrayBytes) {
      throw new AppError("file_truncated", "A large part of the file holds no audio. Upload an undamaged file.");
    }
    return next;
  };

  let rest = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : joinBytes([rest, chunk]);
    const end = takeFrames(bytes, false);
    if (end === null) return totals;
    rest = bytes.slice(end);
    taken += end;
  }
  const end = takeFrames(rest, true);
  if (end !== null) totals.strayBytes += rest.length - end;
  return totals;
}
