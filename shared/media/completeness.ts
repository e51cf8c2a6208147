import { AppError } from "../errors.ts";
import { readName, readUint32 } from "./bytes.ts";
import { type AudioContainer, containers } from "./containers.ts";
import type { HttpSource } from "./http_source.ts";

// RFC 3533: a page has a header of 27 bytes, up to 255 lengths, and up to 255 bytes for each.
const longestOggPage = 27 + 255 + 255 * 255;

/** Refuses an Ogg file whose last page is longer than what is left of it. Live streams end without an end mark. */
export async function checkOggIsWhole(source: HttpSource): Promise<void> {
  const tailStart = Math.max(0, source.size - 2 * longestOggPage);
  const tail = await source.read(tailStart, source.size);
  for (let at = tail.length - 4; at >= 0; at--) {
    if (tail[at] !== 0x4f || readName(tail, at) !== "OggS") continue;
    const lengths = tail.subarray(at + 27, at + 27 + (tail[at + 26] ?? 0));
    const end = at + 27 + (tail[at + 26] ?? 0) + lengths.reduce((sum, length) => sum + length, 0);
    if (at + 27 <= tail.length && end <= tail.length) return;
    throw cutOff("ogg", end - tail.length);
  }
  throw cutOff("ogg", 0);
}

/** Refuses a Matroska file whose segment says that it is longer than the file. Live recordings do not say. */
export async function checkMatroskaIsWhole(source: HttpSource): Promise<void> {
  const header = readElementSize(source.head, 4);
  const segmentAt = header.end + (header.size ?? 0);
  const start = await source.read(segmentAt, segmentAt + 12);
  if (readUint32(start, 0) !== matroskaSegment) throw cutOff("webm", 0);
  const segment = readElementSize(start, 4);
  const end = segmentAt + segment.end + (segment.size ?? 0);
  if (end > source.size) throw cutOff("webm", end - source.size);
}

/** Says that the end of a file is missing, and how much of it where that is known. */
export function cutOff(container: AudioContainer, missingBytes: number): AppError {
  const amount = missingBytes > 0 ? `: ${missingBytes} bytes or more are missing` : "";
  const message = `The end of the ${
    containers[container].title
  } file is missing or damaged${amount}. Upload it again, complete.`;
  return new AppError("file_truncated", message);
}

const matroskaSegment = 0x18538067;

/** A length of RFC 8794, section 4: the leading zeros say how many bytes it has, all ones that it is not known. */
function readElementSize(bytes: Uint8Array, at: number): { size: number | null; end: number } {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first << 24) + 1;
  if (length > 8) return { size: null, end: at + 8 };
  let size = first & (0xff >> length);
  for (let index = 1; index < length; index++) size = size * 256 + (bytes[at + index] ?? 0);
  return { size: size >= 2 ** (7 * length) - 1 ? null : size, end: at + length };
}
