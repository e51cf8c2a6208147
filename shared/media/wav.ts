import { AppError } from "../errors.ts";
import { joinBytes, readName } from "./bytes.ts";
import type { CutRange, CutResult } from "./cut_result.ts";
import type { HttpSource } from "./http_source.ts";

/** Where a WAV file keeps its sound. `format` is its `fmt ` chunk, `blockBytes` one sample of every channel. */
export type WavLayout = {
  format: Uint8Array;
  codec: string;
  channels: number;
  sampleRate: number;
  blockBytes: number;
  dataStart: number;
  dataEnd: number;
};

// Programs that write to a pipe cannot go back to fill in the size: they leave 0 or a value near a limit of 32 bits.
const unknownSizeFrom = 0x7ffff000;
const chunksRead = 256;

/**
 * Reads the header of a WAV or RF64 file. A size that was never filled in means "to the end of the file".
 * Throws `codec_not_supported` and `file_truncated` (no sound, or 0.1 s and more of it missing).
 */
export async function readWavLayout(source: HttpSource): Promise<WavLayout> {
  let format: Uint8Array | undefined;
  let longSize: number | undefined;
  for (let at = 12, count = 0; count < chunksRead && at + 8 <= source.size; count++) {
    const header = await source.read(at, at + 8);
    const name = readName(header, 0);
    const size = viewOf(header).getUint32(4, true);
    const start = at + 8;
    if (name === "fmt ") format = await source.read(start, start + Math.min(size, 40));
    if (name === "ds64") longSize = readDataSize(await source.read(start, start + 16));
    if (name === "data" && format !== undefined) return layOut(source.size, format, start, longSize ?? size);
    at = start + size + size % 2;
  }
  throw new AppError("file_truncated", "The WAV file ends before its sound begins. Upload an undamaged file.");
}

function layOut(fileSize: number, format: Uint8Array, dataStart: number, declaredSize: number): WavLayout {
  const { codec, channels, sampleRate, blockBytes } = readFormat(format);
  const available = fileSize - dataStart;
  const isUnknown = declaredSize === 0 || (declaredSize >= unknownSizeFrom && declaredSize > available);
  const missing = isUnknown ? 0 : declaredSize - available;
  const dataBytes = isUnknown ? available : Math.min(declaredSize, available);
  if (dataBytes < blockBytes || missing >= sampleRate * blockBytes / 10) {
    throw new AppError(
      "file_truncated",
      `The WAV file should hold ${isUnknown ? "some" : declaredSize} bytes of sound but ends after ${available}. ` +
        "Upload it again, complete.",
    );
  }
  const dataEnd = dataStart + dataBytes - dataBytes % blockBytes;
  return { format, codec, channels, sampleRate, blockBytes, dataStart, dataEnd };
}

/** Copies the samples of the range into a file of their own, exact to the sample. */
export async function cutWav(source: HttpSource, layout: WavLayout, range: CutRange): Promise<CutResult> {
  const { format, sampleRate, blockBytes, dataStart, dataEnd } = layout;
  const toSample = (ms: number) => Math.min(Math.round(ms * sampleRate / 1000), (dataEnd - dataStart) / blockBytes);
  const first = toSample(range.startMs);
  const wanted = toSample(range.endMs);
  const samplesThatFit = Math.floor((range.maxBytes - 28 - format.length) / blockBytes);
  // A whole number of milliseconds, so that the next piece can begin where this one ends.
  const last = Math.min(wanted, toSample(Math.floor((first + samplesThatFit) * 1000 / sampleRate)));
  const start = dataStart + first * blockBytes;
  const end = dataStart + last * blockBytes;
  const parts = [makeHeader(format, end - start)];
  for await (const chunk of source.stream(start, end)) parts.push(chunk);
  return {
    bytes: joinBytes(parts),
    startSeconds: first / sampleRate,
    endSeconds: last / sampleRate,
    isComplete: last === wanted,
  };
}

function makeHeader(format: Uint8Array, dataBytes: number): Uint8Array {
  const header = new Uint8Array(28 + format.length);
  const view = viewOf(header);
  const write = (at: number, name: string, size: number) => {
    header.set(new TextEncoder().encode(name), at);
    view.setUint32(at + 4, size, true);
  };
  write(0, "RIFF", 20 + format.length + dataBytes);
  header.set(new TextEncoder().encode("WAVE"), 8);
  write(12, "fmt ", format.length);
  header.set(format, 20);
  write(20 + format.length, "data", dataBytes);
  return header;
}

// Format tags of RFC 2361; 0xfffe says that the true tag stands in the extension.
const [tagPcm, tagFloat, tagAlaw, tagMulaw, tagExtensible] = [1, 3, 6, 7, 0xfffe];

function readFormat(format: Uint8Array): Pick<WavLayout, "codec" | "channels" | "sampleRate" | "blockBytes"> {
  if (format.length < 14) throw new AppError("file_truncated", "The WAV file has a damaged header. Upload it again.");
  const view = viewOf(format);
  const shortTag = view.getUint16(0, true);
  const tag = shortTag === tagExtensible && format.length >= 26 ? view.getUint16(24, true) : shortTag;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const blockBytes = view.getUint16(12, true);
  const codec = nameCodec(tag, blockBytes / channels);
  if (codec === null) {
    throw new AppError(
      "codec_not_supported",
      `The WAV file holds a codec (format tag ${tag}) that is not supported. Save it as PCM, MP3, AAC, Opus or FLAC.`,
    );
  }
  if (sampleRate === 0) throw new AppError("file_truncated", "The WAV file has a damaged header. Upload it again.");
  return { codec, channels, sampleRate, blockBytes };
}

function nameCodec(tag: number, sampleBytes: number): string | null {
  if (tag === tagPcm) {
    return sampleBytes === 1 ? "pcm-u8" : [2, 3, 4].includes(sampleBytes) ? `pcm-s${8 * sampleBytes}` : null;
  }
  if (tag === tagFloat) return sampleBytes === 4 || sampleBytes === 8 ? `pcm-f${8 * sampleBytes}` : null;
  if (tag === tagAlaw || tag === tagMulaw) return sampleBytes !== 1 ? null : tag === tagAlaw ? "alaw" : "ulaw";
  return null;
}

function readDataSize(longSizes: Uint8Array): number {
  return longSizes.length < 16 ? 0 : Number(viewOf(longSizes).getBigUint64(8, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
