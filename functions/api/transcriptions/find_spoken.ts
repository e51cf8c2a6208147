import type { Transaction } from "../../../shared/db.ts";
import { type Place, type PlacedSegment, toBlocks } from "../../../shared/reading/blocks.ts";
import { findPhrase } from "../../../shared/reading/find_phrase.ts";
import { cutPassages, type Passage } from "../../../shared/reading/passages.ts";
import { segmentColumns } from "./schemas.ts";

/**
 * Where one speaker says a phrase, from a place on, one more than a page holds; `total` counts the whole transcript. The
 * texts are searched first: words and their times are ten times as large, and read only for what is found.
 */
export async function findSpoken(
  tx: Transaction,
  id: string,
  phrase: string,
  from: Place,
  limit: number,
): Promise<{ total: number; passages: Passage[] }> {
  const texts = await tx<PlacedSegment[]>`
    select position, start_ms, end_ms, speaker, text from public.segments where transcription_id = ${id}
    order by position`;
  const all = [...toBlocks(texts)].flatMap((block) => [...cutPassages(block, findPhrase(block.text, phrase))]);
  const page = all.filter((one) => isFrom(one.from, from)).slice(0, limit + 1);
  const segments = await tx<PlacedSegment[]>`
    select ${tx(segmentColumns)} from public.segments
    where transcription_id = ${id} and position = any(${page.flatMap(positionsOf)}) order by position`;
  const byPosition = new Map(segments.map((segment) => [segment.position, segment]));
  return { total: all.length, passages: page.map((passage) => timePassage(passage, byPosition)) };
}

function isFrom(place: Place, from: Place): boolean {
  return place.segment > from.segment || (place.segment === from.segment && place.offset >= from.offset);
}

function positionsOf({ from, until }: Passage): number[] {
  return Array.from({ length: until.segment - from.segment + 1 }, (_, index) => from.segment + index);
}

/** The same passage with the times of its words. */
function timePassage(passage: Passage, segments: Map<number, PlacedSegment>): Passage {
  const own = positionsOf(passage).flatMap((position) => segments.get(position) ?? []);
  const [block] = toBlocks(own, passage.from);
  const [timed] = block ? cutPassages(block, [{ from: 0, to: passage.text.length }]) : [];
  return timed ?? passage;
}
