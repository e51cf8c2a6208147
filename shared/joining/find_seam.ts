import type { Pair } from "./align_units.ts";
import { areTimed, findTimedSeam } from "./find_timed_seam.ts";
import { findUntimedSeam } from "./find_untimed_seam.ts";
import type { Unit } from "./units.ts";

/** Where to go over from one hearing to the next: what is kept of the first, what is left out of the second. */
export type Switch = { keepLeft: number; skipRight: number };
/** With the words that both heard, as places in the two lists. */
export type Seam = Switch & { pairs: Pair[] };

const unitsLookedAt = 400;

/**
 * Finds where to go over from the units of one piece to those of the next, which begins at `seamMs` and has heard some
 * seconds before that, as the first has heard some after. Best is a word that both heard at the same time, or, without
 * times, in the same order; else the widest pause near `seamMs`, or, without times, the end of the first.
 */
export function findSeam(left: Unit[], right: Unit[], seamMs: number): Seam {
  const leftTail = left.slice(-unitsLookedAt);
  const rightHead = right.slice(0, unitsLookedAt);
  const seam = areTimed(leftTail) && areTimed(rightHead)
    ? findTimedSeam(leftTail, rightHead, seamMs)
    : findUntimedSeam(leftTail, rightHead);
  const offset = left.length - leftTail.length;
  return {
    keepLeft: seam.keepLeft + offset,
    skipRight: seam.skipRight,
    pairs: seam.pairs.map((pair) => ({ left: pair.left + offset, right: pair.right })),
  };
}
