import { readUint32 } from "./bytes.ts";
import type { FrameFormat, FrameHeader } from "./frame_stream.ts";

// ISO/IEC 11172-3 and 13818-3, layer III: kbit/s by index for MPEG-1 and for MPEG-2 and 2.5.
const bitRatesOfMpeg1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitRatesOfMpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const sampleRatesOfMpeg1 = [44_100, 48_000, 32_000];

const tagXing = 0x58696e67;
const tagInfo = 0x496e666f;
const tagVbri = 0x56425249;

/** MPEG layer III frames, after any ID3v2 tag. The first frame may be an index (Xing, Info or VBRI) without sound. */
export const mp3Frames: FrameFormat = { parseHeader: parseMp3Header, headerBytes: 4, readDeclaredFrames };

function parseMp3Header(bytes: Uint8Array, at: number): FrameHeader | null {
  const word = readUint32(bytes, at);
  const version = (word >>> 19) & 3;
  const layer = (word >>> 17) & 3;
  if (word >>> 21 !== 0x7ff || version === 1 || layer !== 1) return null;
  const isMpeg1 = version === 3;
  const bitRate = (isMpeg1 ? bitRatesOfMpeg1 : bitRatesOfMpeg2)[(word >>> 12) & 15];
  const baseRate = sampleRatesOfMpeg1[(word >>> 10) & 3];
  if (!bitRate || !baseRate) return null;
  const sampleRate = baseRate >> (isMpeg1 ? 0 : version === 2 ? 1 : 2);
  const samples = isMpeg1 ? 1152 : 576;
  const evenSize = (samples / 8) * bitRate * 1000 / sampleRate;
  const size = Math.floor(evenSize) + ((word >>> 9) & 1);
  return { size, samples, sampleRate, channels: ((word >>> 6) & 3) === 3 ? 1 : 2, evenSize };
}

/** Where an index stands in its frame: behind the header and the side information, whose length the format fixes. */
function indexOffset(header: FrameHeader): number {
  const isMono = header.channels === 1;
  if (header.samples === 1152) return isMono ? 21 : 36;
  return isMono ? 13 : 21;
}

function readDeclaredFrames(bytes: Uint8Array, at: number, header: FrameHeader): number | null {
  const offset = indexOffset(header);
  if (header.size >= offset + 12) {
    const tag = readUint32(bytes, at + offset);
    const hasFrames = (readUint32(bytes, at + offset + 4) & 1) === 1;
    if (tag === tagXing || tag === tagInfo) return hasFrames ? readUint32(bytes, at + offset + 8) : 0;
  }
  if (header.size >= 54 && readUint32(bytes, at + 36) === tagVbri) return readUint32(bytes, at + 50);
  return null;
}

/**
 * A Xing frame to stand before `frames` frames of `byteSize` bytes, of which `first` is the first. Without it players
 * and providers guess the length of a piece with a variable bit rate: 67 s instead of 60 s in a measured case.
 */
export function makeXingFrame(first: Uint8Array, frames: number, byteSize: number): Uint8Array {
  const header = first.slice(0, 4);
  header[1] = (header[1] ?? 0) | 1;
  for (let index = 1; index < 15; index++) {
    header[2] = ((header[2] ?? 0) & 0x0d) | (index << 4);
    const parsed = parseMp3Header(header, 0);
    if (parsed === null || parsed.size < indexOffset(parsed) + 16) continue;
    const frame = new Uint8Array(parsed.size);
    frame.set(header);
    const view = new DataView(frame.buffer, indexOffset(parsed));
    view.setUint32(0, tagXing);
    view.setUint32(4, 3);
    view.setUint32(8, frames);
    view.setUint32(12, byteSize + frame.length);
    return frame;
  }
  return new Uint8Array(0);
}
