import { alignUnits, countNeighbours } from "./align_units.ts";
import type { Seam } from "./find_seam.ts";
import type { Unit } from "./units.ts";

const unitsLookedAt = 100;
/** Dear, as only order tells words apart. */
const gapCost = 0.5;

/** By order alone: some words that both heard, few that only one did, and none of them before or after. */
export function findUntimedSeam(leftTail: Unit[], rightHead: Unit[]): Seam {
  const left = leftTail.slice(-unitsLookedAt);
  const right = rightHead.slice(0, unitsLookedAt);
  const offset = leftTail.length - left.length;
  const { score, pairs } = alignUnits(left.length, right.length, {
    gapCost,
    gain: (a, b) => left[a]?.key !== "" && left[a]?.key === right[b]?.key ? 1 : 0,
  });
  if (score < 1) return { keepLeft: leftTail.length, skipRight: 0, pairs: [] };
  const trusts = countNeighbours(pairs);
  const middle = (pairs.length - 1) / 2;
  const [best = 0] = [...pairs.keys()].sort((a, b) =>
    (trusts[b] ?? 0) - (trusts[a] ?? 0) || Math.abs(a - middle) - Math.abs(b - middle)
  );
  const meeting = pairs[best] ?? { left: -1, right: -1 };
  return {
    keepLeft: meeting.left + 1 + offset,
    skipRight: meeting.right + 1,
    pairs: pairs.map((pair) => ({ left: pair.left + offset, right: pair.right })),
  };
}
