import { adtsFrames } from "./adts_frames.ts";
import { readName, readUint32 } from "./bytes.ts";
import type { AudioContainer } from "./containers.ts";
import type { FrameFormat } from "./frame_stream.ts";
import { mp3Frames } from "./mp3_frames.ts";

/**
 * Recognises a container by the first bytes of a file; 64 KiB are plenty. An ID3 tag that is longer than `head` counts
 * as MP3; one that is not is looked behind, since AAC and FLAC carry such tags too. Null where it is no audio we know.
 */
export function sniffAudio(head: Uint8Array): AudioContainer | null {
  const start = id3v2Length(head);
  if (start > 0) return start >= head.length ? "mp3" : sniffAudio(head.subarray(start)) ?? "mp3";
  const name = readName(head, 0);
  if ((name === "RIFF" || name === "RF64") && readName(head, 8) === "WAVE") return "wav";
  if (name === "OggS") return "ogg";
  if (name === "fLaC") return "flac";
  if (readUint32(head, 0) === ebmlMagic) return "webm";
  if (beginsMp4(head)) return "mp4";
  if (beginsFrameChain(head, adtsFrames)) return "aac";
  if (beginsFrameChain(head, mp3Frames)) return "mp3";
  return null;
}

/** Bytes that an ID3v2 tag takes at the start of `head`, 0 where there is none (id3.org, ID3v2.4, section 3.1). */
export function id3v2Length(head: Uint8Array): number {
  if (head.length < 10 || readName(head, 0, 3) !== "ID3" || head[3] === 0xff) return 0;
  const size = readUint32(head, 6);
  if ((size & 0x80808080) !== 0) return 0;
  const hasFooter = ((head[5] ?? 0) & 0x10) !== 0;
  const bodyLength = ((size >>> 24) << 21) | (((size >>> 16) & 0x7f) << 14) | (((size >>> 8) & 0x7f) << 7) |
    (size & 0x7f);
  return 10 + bodyLength + (hasFooter ? 10 : 0);
}

const ebmlMagic = 0x1a45dfa3;
// Older QuickTime files have no `ftyp` and begin with the index, the sound or a placeholder.
const mp4FirstBoxes = new Set(["ftyp", "moov", "mdat", "wide", "free", "skip"]);
// HEIF and AVIF pictures share the box format (registered at mp4ra.org).
const pictureBrands = new Set(["heic", "heix", "hevc", "mif1", "msf1", "avif", "avis"]);

function beginsMp4(head: Uint8Array): boolean {
  const box = readName(head, 4);
  // The first byte of a length is small, that of a text such as "The free world" is a letter.
  if (!mp4FirstBoxes.has(box) || (head[0] ?? 0) >= 0x20) return false;
  return box !== "ftyp" || !pictureBrands.has(readName(head, 8));
}

// Cut from a stream, a file may begin within a frame; eleven bits of sync in noise make no chain of four.
const longestFrame = 2 ** 13;
const framesInChain = 4;

function beginsFrameChain(head: Uint8Array, format: FrameFormat): boolean {
  const searched = Math.min(head.length, longestFrame);
  for (let start = head.indexOf(0xff); start !== -1 && start < searched; start = head.indexOf(0xff, start + 1)) {
    if (countChain(head, start, format) >= framesInChain) return true;
  }
  return false;
}

/** Frames that follow each other from `start`; a chain that ends exactly with the file counts as long enough. */
function countChain(head: Uint8Array, start: number, format: FrameFormat): number {
  let at = start;
  for (let count = 0; count < framesInChain; count++) {
    const header = format.parseHeader(head, at);
    if (header === null) return count;
    at += header.size;
    if (at === head.length && start === 0) return framesInChain;
  }
  return framesInChain;
}
