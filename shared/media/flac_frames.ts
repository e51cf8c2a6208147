import { readUint32 } from "./bytes.ts";
import { flacCrc16, flacCrc8 } from "./flac_crc.ts";

/** What the STREAMINFO block says (RFC 9639, section 8.2). `totalSamples` is 0 where the encoder could not know. */
export type FlacInfo = {
  streamInfo: Uint8Array;
  maxBlockSize: number;
  sampleRate: number;
  channels: number;
  totalSamples: number;
  maxFrameBytes: number;
};

/** One frame: where its header and the number in it end, and which samples it holds. */
export type FlacFrame = {
  at: number;
  numberBytes: number;
  headerBytes: number;
  countsSamples: boolean;
  firstSample: number;
  blockSize: number;
};

/** Reads the 34 bytes of a STREAMINFO block; null where they make no sense. */
export function parseStreamInfo(streamInfo: Uint8Array): FlacInfo | null {
  if (streamInfo.length < 34) return null;
  const maxBlockSize = readUint32(streamInfo, 0) & 0xffff;
  const word = readUint32(streamInfo, 10);
  const sampleRate = word >>> 12;
  const channels = ((word >>> 9) & 7) + 1;
  const sampleBits = ((word >>> 4) & 31) + 1;
  const totalSamples = (word & 15) * 2 ** 32 + readUint32(streamInfo, 14);
  if (maxBlockSize < 16 || sampleRate === 0) return null;
  // A frame that is not compressed is the longest; one of two channels may need a bit more per sample.
  const maxFrameBytes = Math.ceil(maxBlockSize * channels * (sampleBits + 1) / 8) + 32;
  return { streamInfo: streamInfo.slice(0, 34), maxBlockSize, sampleRate, channels, totalSamples, maxFrameBytes };
}

/** Reads the frame header at `at` (RFC 9639, section 9.1); null where none begins or its checksum does not fit. */
export function parseFlacHeader(bytes: Uint8Array, at: number, info: FlacInfo): FlacFrame | null {
  const word = readUint32(bytes, at);
  if (word >>> 17 !== 0x7ffc || (word & 1) !== 0) return null;
  const countsSamples = ((word >>> 16) & 1) === 1;
  const number = parseCodedNumber(bytes, at + 4);
  if (number === null) return null;
  const sizeCode = (word >>> 12) & 15;
  const rateCode = (word >>> 8) & 15;
  const behindNumber = at + 4 + number.length;
  const sizeBytes = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const rateBytes = rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  const crcAt = behindNumber + sizeBytes + rateBytes;
  if (rateCode === 15 || crcAt >= bytes.length || flacCrc8(bytes, at, crcAt) !== bytes[crcAt]) return null;
  const blockSize = sizeBytes > 0
    ? (readUint32(bytes, behindNumber) >>> (32 - 8 * sizeBytes)) + 1
    : blockSizeOf(sizeCode);
  if (blockSize === 0 || blockSize > info.maxBlockSize) return null;
  const firstSample = countsSamples ? number.value : number.value * info.maxBlockSize;
  return { at, numberBytes: number.length, headerBytes: crcAt + 1 - at, countsSamples, firstSample, blockSize };
}

/** Gives the frame in `bytes` another number, which may change its length, and new checksums. */
export function renumberFlacFrame(bytes: Uint8Array, frame: FlacFrame, end: number, number: number): Uint8Array {
  const coded = makeCodedNumber(number);
  const growth = coded.length - frame.numberBytes;
  const copy = new Uint8Array(end - frame.at + growth);
  copy.set(bytes.subarray(frame.at, frame.at + 4));
  copy.set(coded, 4);
  copy.set(bytes.subarray(frame.at + 4 + frame.numberBytes, end), 4 + coded.length);
  const crcAt = frame.headerBytes - 1 + growth;
  copy[crcAt] = flacCrc8(copy, 0, crcAt);
  const crc = flacCrc16(copy, 0, copy.length - 2);
  copy[copy.length - 2] = crc >>> 8;
  copy[copy.length - 1] = crc & 0xff;
  return copy;
}

function blockSizeOf(code: number): number {
  if (code === 1) return 192;
  if (code >= 2 && code <= 5) return 144 << code;
  return code >= 8 ? 1 << code : 0;
}

/** A number in the manner of UTF-8, of up to 36 bits in seven bytes. */
function parseCodedNumber(bytes: Uint8Array, at: number): { value: number; length: number } | null {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return { value: first, length: 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) return null;
  let value = first & (0x7f >> length);
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index] ?? 0;
    if (next >>> 6 !== 2) return null;
    value = value * 64 + (next & 0x3f);
  }
  return { value, length };
}

function makeCodedNumber(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  let length = 2;
  while (length < 7 && value >= 2 ** (5 * length + 1)) length++;
  const coded = new Uint8Array(length);
  let rest = value;
  for (let index = length - 1; index > 0; index--) {
    coded[index] = 0x80 | rest % 64;
    rest = Math.floor(rest / 64);
  }
  coded[0] = (0xff00 >> length) & 0xff | rest;
  return coded;
}
