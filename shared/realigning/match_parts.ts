import { diffArrays } from "diff";

/** Beyond this many differences, where a diff would take seconds, only what both begin and end with is matched. */
const maxDifferences = 2000;

/** Pairs the equal members of two lists, in order: indices of the second by those of the first. */
export function matchParts(before: string[], after: string[]): Map<number, number> {
  const pairs = new Map<number, number>();
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) pairs.set(start, start++);
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    pairs.set(--endBefore, --endAfter);
  }
  const rest = { before: before.slice(start, endBefore), after: after.slice(start, endAfter) };
  // What only one of them has costs a diff most and is matched with nothing.
  const left = indicesOfShared(rest.before, rest.after);
  const right = indicesOfShared(rest.after, rest.before);
  const changes = diffArrays(left.map((index) => rest.before[index]), right.map((index) => rest.after[index]), {
    maxEditLength: maxDifferences,
  });
  let [l, r] = [0, 0];
  for (const { count, added, removed } of changes ?? []) {
    for (let n = 0; n < count; n++) {
      if (!added && !removed) pairs.set(start + left[l]!, start + right[r]!);
      if (!added) l++;
      if (!removed) r++;
    }
  }
  return pairs;
}

function indicesOfShared(own: string[], others: string[]): number[] {
  const shared = new Set(others);
  return own.flatMap((part, index) => shared.has(part) ? index : []);
}
