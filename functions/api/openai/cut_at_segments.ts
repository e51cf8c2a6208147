import type { PlacedSegment } from "../../../shared/reading/blocks.ts";

/**
 * Cuts the whole text at the ends of its segments: a part a segment, with what stands before it. All parts together are the
 * text. Where a segment is not found in it, its part is empty and its words are in the next one.
 */
export function cutAtSegments(text: string, segments: Pick<PlacedSegment, "text">[]): string[] {
  let cut = 0;
  return segments.map((segment, index) => {
    const found = text.indexOf(segment.text, cut);
    const end = index === segments.length - 1 ? text.length : found < 0 ? cut : found + segment.text.length;
    const part = text.slice(cut, end);
    cut = end;
    return part;
  });
}
