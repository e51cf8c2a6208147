import type { Transaction } from "../../../shared/db.ts";
import { type Block, type Place, type PlacedSegment, toBlocks } from "../../../shared/reading/blocks.ts";
import { cutPassages, type Passage } from "../../../shared/reading/passages.ts";
import type { Range } from "../../../shared/reading/split_words.ts";
import { segmentColumns } from "./schemas.ts";

/**
 * The passages from a place on, one more than a page holds. Reads only as many segments as that takes: a page in the
 * middle of ten hours costs what the first one does.
 */
export async function readAhead(
  tx: Transaction,
  id: string,
  from: Place,
  limit: number,
  find: (block: Block) => Iterable<Range>,
): Promise<Passage[]> {
  for (let size = 100;; size *= 4) {
    const segments = await tx<PlacedSegment[]>`
      select ${tx(segmentColumns)} from public.segments
      where transcription_id = ${id} and position >= ${from.segment} order by position limit ${size}`;
    const passages = [...toBlocks(segments, from)].flatMap((block) => [...cutPassages(block, find(block))]);
    // What follows the segments at hand may still change the last two: a sentence ends where the next one begins.
    if (segments.length < size || passages.length > limit + 2) return passages.slice(0, limit + 1);
  }
}
