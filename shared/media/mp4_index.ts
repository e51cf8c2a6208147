import { readName, readUint32 } from "./bytes.ts";
import { cutOff } from "./completeness.ts";
import type { HttpSource } from "./http_source.ts";

type Box = { name: string; start: number; end: number };

const boxesLookedAt = 256;
const longestIndex = 16 * 2 ** 20;
const boxesWithBoxes = new Set(["trak", "mdia", "minf", "stbl"]);

/**
 * Refuses an MP4 file whose index puts more packets into a chunk than the track has: mediabunny 1.61 counts through all
 * of them for every packet, which takes seconds where a damaged file names millions.
 */
export async function checkMp4Index(source: HttpSource): Promise<void> {
  const index = await readIndex(source);
  for (const table of listTables(index, 0, index.length)) {
    const sizes = table.find(({ name }) => name === "stsz");
    const chunks = table.find(({ name }) => name === "stsc");
    // A common size for all packets needs no counting.
    if (sizes === undefined || chunks === undefined || readUint32(index, sizes.start + 4) !== 0) continue;
    const packets = readUint32(index, sizes.start + 8);
    for (let at = chunks.start + 8; at + 12 <= chunks.end; at += 12) {
      if (readUint32(index, at + 4) > packets) throw cutOff("mp4", 0);
    }
  }
}

/** The content of the `moov` box; empty where there is none. */
async function readIndex(source: HttpSource): Promise<Uint8Array> {
  for (let at = 0, count = 0; count < boxesLookedAt && at + 8 <= source.size; count++) {
    const header = await source.read(at, at + 16);
    const shortSize = readUint32(header, 0);
    const longSize = readUint32(header, 8) * 2 ** 32 + readUint32(header, 12);
    const size = shortSize === 1 ? longSize : shortSize === 0 ? source.size - at : shortSize;
    if (readName(header, 4) === "moov") return await source.read(at + 8, at + Math.min(size, longestIndex));
    at += Math.max(8, size);
  }
  return new Uint8Array(0);
}

/** For each `stbl` box, which describes the packets of one track: the boxes in it. */
function listTables(bytes: Uint8Array, start: number, end: number): Box[][] {
  return listBoxes(bytes, start, end).filter(({ name }) => boxesWithBoxes.has(name)).flatMap((box) =>
    box.name === "stbl" ? [listBoxes(bytes, box.start, box.end)] : listTables(bytes, box.start, box.end)
  );
}

function listBoxes(bytes: Uint8Array, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end && boxes.length < boxesLookedAt;) {
    const next = at + Math.max(8, readUint32(bytes, at));
    boxes.push({ name: readName(bytes, at + 4), start: at + 8, end: Math.min(next, end) });
    at = next;
  }
  return boxes;
}
