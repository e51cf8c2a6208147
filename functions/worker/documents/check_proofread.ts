import type { DocumentReport, RewrittenSegment } from "../../../shared/documents/contents.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import { cutText } from "../../../shared/realigning/cut_text.ts";
import { matchParts } from "../../../shared/realigning/match_parts.ts";

/** How one text differs from another, in words; case and punctuation at their ends do not count. */
export type WordChanges = { words: number; added: number; removed: number; changed: number };

/** Counts words that one text has and the other has not. Those that stand in place of others were changed. */
export function countChanges(before: string, after: string): WordChanges {
  const [old, now] = [cutText(before), cutText(after)].map((parts) => parts.map(({ key }) => key)) as [
    string[],
    string[],
  ];
  const counts: WordChanges = { words: old.length, added: 0, removed: 0, changed: 0 };
  let [atOld, atNow] = [0, 0];
  const closeGap = (untilOld: number, untilNow: number) => {
    const [gone, come] = [untilOld - atOld, untilNow - atNow];
    const changed = Math.min(gone, come);
    counts.changed += changed;
    counts.removed += gone - changed;
    counts.added += come - changed;
    [atOld, atNow] = [untilOld + 1, untilNow + 1];
  };
  const pairs = [...matchParts(old, now)].sort(([one], [other]) => one - other);
  for (const [left, right] of pairs) closeGap(left, right);
  closeGap(old.length, now.length);
  return counts;
}

export type Proofread = { changed: RewrittenSegment[]; report: DocumentReport };

/**
 * Checks corrected segments against what they were. One of which more than `mostShare` of the words were added, removed or
 * changed is flagged and stays as it was, and so is one that was not given back. Counts hold flagged segments too.
 */
export function checkProofread(segments: PlacedSegment[], texts: Map<number, string>, mostShare: number): Proofread {
  const total: WordChanges = { words: 0, added: 0, removed: 0, changed: 0 };
  const changed: RewrittenSegment[] = [];
  const flagged: number[] = [];
  for (const { position, text } of segments) {
    if (text.trim() === "") continue;
    const proofread = texts.get(position);
    const counts = countChanges(text, proofread ?? text);
    for (const key of ["words", "added", "removed", "changed"] as const) total[key] += counts[key];
    if (proofread === undefined || changesOf(counts) > mostShare * counts.words) flagged.push(position);
    else if (proofread !== text.trim()) changed.push({ segment: position, text: proofread });
  }
  const share = total.words === 0 ? 0 : Number((changesOf(total) / total.words).toFixed(4));
  return { changed, report: { ...total, share, flagged } };
}

function changesOf({ added, removed, changed }: WordChanges): number {
  return added + removed + changed;
}
