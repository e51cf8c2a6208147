const headerBytes = 80;
const [channels, sampleRate, sampleBytes] = [2, 44_100, 2];

/** Bytes of a second of what `makeWav` makes. */
export const bytesPerSecond = channels * sampleRate * sampleBytes;

/** The start of a WAV file of that many bytes, in the form for more than 4 GiB (EBU Tech 3306): stereo, 16 bits, 44.1 kHz. */
export function makeWavHeader(byteSize: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  const write = (at: number, name: string, size: number) => {
    header.set(new TextEncoder().encode(name), at);
    view.setUint32(at + 4, size, true);
  };
  write(0, "RF64", 0xffffffff);
  header.set(new TextEncoder().encode("WAVE"), 8);
  write(12, "ds64", 28);
  view.setBigUint64(20, BigInt(byteSize - 8), true);
  view.setBigUint64(28, BigInt(byteSize - headerBytes), true);
  write(48, "fmt ", 16);
  view.setUint16(56, 1, true);
  view.setUint16(58, channels, true);
  view.setUint32(60, sampleRate, true);
  view.setUint32(64, bytesPerSecond, true);
  view.setUint16(68, channels * sampleBytes, true);
  view.setUint16(70, 8 * sampleBytes, true);
  write(72, "data", 0xffffffff);
  return header;
}

/** A part of the sound of such a file: every byte follows from its place in the file. */
export function makeWavBytes(start: number, end: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(end - start);
  for (let at = start; at < end; at++) bytes[at - start] = at % 251;
  return bytes;
}

/** A whole WAV file of that many bytes. */
export function makeWav(byteSize: number): Uint8Array<ArrayBuffer> {
  const file = makeWavBytes(0, byteSize);
  file.set(makeWavHeader(byteSize));
  return file;
}
