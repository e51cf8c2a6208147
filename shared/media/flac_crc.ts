const table8 = Uint8Array.from({ length: 256 }, (_, byte) => divide(byte, 8, 0x07));
const table16 = Uint16Array.from({ length: 256 }, (_, byte) => divide(byte << 8, 16, 0x8005));

/** The checksum of a FLAC frame header: polynomial 0x07 over [start, end) (RFC 9639, section 9.1.8). */
export function flacCrc8(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = table8[crc ^ (bytes[at] ?? 0)] ?? 0;
  return crc;
}

/** The checksum at the end of a FLAC frame: polynomial 0x8005 over [start, end) (RFC 9639, section 9.3). */
export function flacCrc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = ((crc << 8) & 0xffff) ^ (table16[(crc >>> 8) ^ (bytes[at] ?? 0)] ?? 0);
  return crc;
}

function divide(value: number, width: number, polynomial: number): number {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) {
    const carries = (crc & (1 << (width - 1))) !== 0;
    crc = ((crc << 1) ^ (carries ? polynomial : 0)) & ((1 << width) - 1);
  }
  return crc;
}
