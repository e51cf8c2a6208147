import { type Pcm, sampleRate } from "./types.ts";

/** Where the parts of a wav file are. `encoding` 1 is integer, 3 is float (the RIFF format tags). */
type WavLayout = { encoding: number; channels: number; rate: number; bits: number; data: DataView };

/** Wraps samples in a 16-bit mono wav file. */
export function encodeWav(samples: Pcm): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(44 + samples.byteLength);
  const view = new DataView(file.buffer);
  const writeTag = (offset: number, tag: string) => file.set(new TextEncoder().encode(tag), offset);
  writeTag(0, "RIFF");
  view.setUint32(4, 36 + samples.byteLength, true);
  writeTag(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeTag(36, "data");
  view.setUint32(40, samples.byteLength, true);
  file.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), 44);
  return file;
}

/**
 * Reads a wav file of 8, 16, 24 or 32-bit integers or 32-bit floats, any rate and number of channels, as mono at
 * `sampleRate`. Returns null for anything else.
 */
export function decodeWav(file: Uint8Array): Pcm | null {
  const layout = findWavParts(file);
  const read = layout && chooseReader(layout);
  if (!layout || !read) return null;
  const { channels, rate, bits, data } = layout;
  const frameBytes = channels * bits / 8;
  const mono = Float32Array.from({ length: Math.floor(data.byteLength / frameBytes) }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(frame * frameBytes + channel * bits / 8);
    return sum / channels;
  });
  return Int16Array.from(resample(mono, rate), (value) => Math.max(-1, Math.min(1, value)) * 0x7fff);
}

function findWavParts(file: Uint8Array): WavLayout | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const readTag = (offset: number) => String.fromCharCode(...file.subarray(offset, offset + 4));
  if (file.length < 12 || readTag(0) !== "RIFF" || readTag(8) !== "WAVE") return null;
  let format: Omit<WavLayout, "data"> | null = null;
  for (let offset = 12; offset + 8 <= file.length;) {
    const tag = readTag(offset);
    const start = offset + 8;
    // A recorder that streams writes a size it does not know yet (0 or all ones): the file's end is the true one.
    const size = Math.min(view.getUint32(offset + 4, true), file.length - start);
    if (tag === "fmt " && size >= 16) {
      const declared = view.getUint16(start, true);
      format = {
        // 0xFFFE is WAVE_FORMAT_EXTENSIBLE: the tag that counts leads its sub-format GUID.
        encoding: declared === 0xfffe && size >= 26 ? view.getUint16(start + 24, true) : declared,
        channels: view.getUint16(start + 2, true),
        rate: view.getUint32(start + 4, true),
        bits: view.getUint16(start + 14, true),
      };
    }
    if (tag === "data") {
      const data = new DataView(file.buffer, file.byteOffset + start, size || file.length - start);
      return format && format.channels > 0 && format.rate > 0 ? { ...format, data } : null;
    }
    // Chunks are padded to an even length.
    offset = start + size + size % 2;
  }
  return null;
}

/** Returns what reads one sample (-1 to 1) at a byte offset, or null for an encoding we do not know. */
function chooseReader({ encoding, bits, data }: WavLayout): ((offset: number) => number) | null {
  if (encoding === 3 && bits === 32) return (offset) => data.getFloat32(offset, true);
  if (encoding !== 1) return null;
  if (bits === 8) return (offset) => (data.getUint8(offset) - 128) / 0x80;
  if (bits === 16) return (offset) => data.getInt16(offset, true) / 0x8000;
  if (bits === 24) return (offset) => (data.getUint16(offset, true) + data.getInt8(offset + 2) * 0x10000) / 0x800000;
  if (bits === 32) return (offset) => data.getInt32(offset, true) / 0x80000000;
  return null;
}

/** Linear between two samples on the way up; the mean of those that fall together on the way down. */
function resample(samples: Float32Array, rate: number): Float32Array {
  if (rate === sampleRate) return samples;
  const step = rate / sampleRate;
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const from = Math.floor(index * step);
    if (step < 1) {
      const here = samples[from] ?? 0;
      return here + ((samples[from + 1] ?? here) - here) * (index * step - from);
    }
    const until = Math.min(samples.length, Math.max(from + 1, Math.floor((index + 1) * step)));
    let sum = 0;
    for (let position = from; position < until; position++) sum += samples[position] ?? 0;
    return sum / (until - from);
  });
}
