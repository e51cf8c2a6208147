import { readUint32 } from "./bytes.ts";
import type { FrameFormat, FrameHeader } from "./frame_stream.ts";

// ISO/IEC 14496-3, table 1.18: the sample rate by index.
const sampleRates = [
  96_000,
  88_200,
  64_000,
  48_000,
  44_100,
  32_000,
  24_000,
  22_050,
  16_000,
  12_000,
  11_025,
  8_000,
  7_350,
];

/** AAC frames that carry an ADTS header each. */
export const adtsFrames: FrameFormat = { parseHeader: parseAdtsHeader, headerBytes: 7, readDeclaredFrames: () => null };

function parseAdtsHeader(bytes: Uint8Array, at: number): FrameHeader | null {
  const word = readUint32(bytes, at);
  // Twelve bits of sync, then the version, which may be either, and two bits that are always zero.
  if (((word >>> 16) & 0xfff6) !== 0xfff0) return null;
  const sampleRate = sampleRates[(word >>> 10) & 15];
  const tail = readUint32(bytes, at + 3);
  const size = (tail >>> 13) & 0x1fff;
  if (sampleRate === undefined || size <= 7) return null;
  const layout = (word >>> 6) & 7;
  // Layout 7 means 7.1; layout 0 leaves it to the packets, where stereo is the common case.
  const channels = layout === 7 ? 8 : layout || 2;
  return { size, samples: 1024 * ((tail & 3) + 1), sampleRate, channels, evenSize: null };
}
