import { AppError } from "../errors.ts";
import { joinBytes } from "./bytes.ts";
import { flacCrc16 } from "./flac_crc.ts";
import { type FlacFrame, type FlacInfo, parseFlacHeader, parseStreamInfo } from "./flac_frames.ts";
import type { HttpSource } from "./http_source.ts";

/** A FLAC file: what its header says, and where its first frame begins. */
export type FlacLayout = { info: FlacInfo; framesStart: number };

const metadataBlocks = 256;
// Sound looks like a header about once in 30 MB; a file that is made of headers must not cost more than it holds.
const missesAllowed = 16;

/** Reads the metadata of the FLAC file that begins at `start`. Throws `file_truncated` where it is damaged. */
export async function readFlacLayout(source: HttpSource, start: number): Promise<FlacLayout> {
  let info: FlacInfo | null = null;
  for (let at = start + 4, count = 0; count < metadataBlocks && at + 4 <= source.size; count++) {
    const [kind = 0, high = 0, middle = 0, low = 0] = await source.read(at, at + 4);
    if ((kind & 0x7f) === 0) info = parseStreamInfo(await source.read(at + 4, at + 38));
    at += 4 + high * 65_536 + middle * 256 + low;
    if (kind >= 0x80 && info !== null && at < source.size) return { info, framesStart: at };
  }
  throw new AppError("file_truncated", "The FLAC file ends before its sound begins. Upload an undamaged file.");
}

/** Called for each frame, which ends in `bytes` before `end`. False ends the walk. */
export type VisitFlacFrame = (bytes: Uint8Array, frame: FlacFrame, end: number) => boolean;

/**
 * Walks the frames of a stream that may begin anywhere. No header says how long its frame is, so a frame counts when
 * the header of the very next samples follows it; the last one, when `reachesEnd`, by its checksum.
 */
export async function walkFlacFrames(
  chunks: AsyncIterable<Uint8Array>,
  info: FlacInfo,
  reachesEnd: boolean,
  visit: VisitFlacFrame,
): Promise<void> {
  /** Takes what is whole in `bytes`; gives the number of bytes taken, or null where the visitor has had enough. */
  const takeFrames = (bytes: Uint8Array, isEnd: boolean): number | null => {
    // A header may straddle two chunks, so unless this is the end, none is looked for in the last bytes.
    const limit = isEnd ? bytes.length : bytes.length - 16;
    let frame = findHeader(bytes, 0, limit, info);
    while (frame !== null) {
      const next = findNext(bytes, frame, limit, info);
      if (next !== null) {
        if (!visit(bytes, frame, next.at)) return null;
        frame = next;
      } else if (isEnd && hasValidChecksum(bytes, frame.at)) {
        return visit(bytes, frame, bytes.length) ? bytes.length : null;
      } else if (isEnd || bytes.length - frame.at > info.maxFrameBytes + 16) {
        frame = findHeader(bytes, frame.at + 1, limit, info);
      } else {
        return frame.at;
      }
    }
    return Math.max(0, limit);
  };

  let rest = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = joinBytes([rest, chunk]);
    const taken = takeFrames(bytes, false);
    if (taken === null) return;
    rest = bytes.slice(taken);
  }
  if (reachesEnd) takeFrames(rest, true);
}

function findHeader(bytes: Uint8Array, from: number, limit: number, info: FlacInfo): FlacFrame | null {
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at < limit; at = bytes.indexOf(0xff, at + 1)) {
    const frame = parseFlacHeader(bytes, at, info);
    if (frame !== null) return frame;
  }
  return null;
}

function findNext(bytes: Uint8Array, frame: FlacFrame, limit: number, info: FlacInfo): FlacFrame | null {
  const stop = Math.min(limit, frame.at + info.maxFrameBytes + 16);
  let next = findHeader(bytes, frame.at + frame.headerBytes, stop, info);
  for (let misses = 0; next !== null && misses < missesAllowed; misses++) {
    if (next.firstSample === frame.firstSample + frame.blockSize) return next;
    next = findHeader(bytes, next.at + 1, stop, info);
  }
  return null;
}

function hasValidChecksum(bytes: Uint8Array, start: number): boolean {
  // The remainder over a whole frame, its checksum included, is zero.
  return flacCrc16(bytes, start, bytes.length) === 0;
}
