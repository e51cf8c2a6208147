import { overlapMs } from "../media/plan.ts";
import { alignUnits, countNeighbours, type Pair } from "./align_units.ts";
import type { Seam, Switch } from "./find_seam.ts";
import type { Unit, UnitTimes } from "./units.ts";

type TimedUnit = Unit & { times: UnitTimes };

/** Word times of two hearings differ by less than this. */
const toleranceMs = 1000;
/** Words that were heard differently are taken for the same if one is in the middle of the other, give or take this. */
const slackMs = 300;
/** How much further away a short pause may be to be better than the seam itself, if that is within a word. */
const withinWordMs = 500;
/** A pause that is as long as this is as good as any longer one. */
const plainPauseMs = 1000;
/** Small, as times tell words apart; enough that of a word said twice in a row not the wrong one is taken. */
const gapCost = 0.2;
/** Where times may be off by more than this, the order of words says more. */
const largestErrorMs = 10_000;

/** Whether the times are good enough to find a seam by. */
export function areTimed(units: Unit[]): units is TimedUnit[] {
  return units.every(({ times }) => times !== null && times.errorMs <= largestErrorMs);
}

/** The seam by times: a word that both heard at the same time, else a pause. */
export function findTimedSeam(leftTail: TimedUnit[], rightHead: TimedUnit[], seamMs: number): Seam {
  const reach = ({ times }: TimedUnit) => overlapMs + toleranceMs + times.errorMs;
  const start = leftTail.findLastIndex((unit) => middleOf(unit) < seamMs - reach(unit)) + 1;
  const end = rightHead.findIndex((unit) => middleOf(unit) > seamMs + reach(unit));
  const left = leftTail.slice(start);
  const right = end === -1 ? rightHead : rightHead.slice(0, end);
  const { pairs } = alignUnits(left.length, right.length, {
    gapCost,
    gain: (a, b) => closeness(left[a], right[b]),
  });
  const candidates = pairs.length > 0 ? listMeetings(pairs, left, right, seamMs) : listPauses(left, right, seamMs);
  const { keepLeft, skipRight } = chooseSwitch(candidates, left, right);
  return {
    keepLeft: keepLeft + start,
    skipRight,
    pairs: pairs.map((pair) => ({ left: pair.left + start, right: pair.right })),
  };
}

/** Above 0 where both are the same word at the same time, more so the closer they are. */
function closeness(a: TimedUnit | undefined, b: TimedUnit | undefined): number {
  if (a === undefined || b === undefined || a.key === "" || a.key !== b.key) return 0;
  const tolerance = toleranceMs + a.times.errorMs + b.times.errorMs;
  const distance = Math.abs(middleOf(a) - middleOf(b));
  return distance < tolerance ? 1 - distance / (2 * tolerance) : 0;
}

/** A possible switch. The lower `badness` is the better, in milliseconds; `trust` counts words. */
type Candidate = Switch & { trust: number; badness: number };

/** Behind each word that both heard. Neighbours that both heard too make it less likely that this is chance. */
function listMeetings(pairs: Pair[], left: TimedUnit[], right: TimedUnit[], seamMs: number): Candidate[] {
  const trusts = countNeighbours(pairs);
  return pairs.map((pair, index) => {
    const unit = left[pair.left];
    // The word keeps the comma or full stop that the first hearing puts behind it, and the second goes on.
    const isWrittenAlike = unit?.text.trim() === right[pair.right]?.text.trim();
    return {
      keepLeft: pair.left + 1,
      skipRight: pair.right + 1,
      trust: trusts[index] ?? 1,
      badness: (unit ? Math.abs(middleOf(unit) - seamMs) : Infinity) + (isWrittenAlike ? 0 : overlapMs),
    };
  });
}

/** At the seam itself and in every pause that both heard; a long one is worth some distance. */
function listPauses(left: TimedUnit[], right: TimedUnit[], seamMs: number): Candidate[] {
  const count = (list: TimedUnit[], beforeMs: number) => list.filter((unit) => middleOf(unit) < beforeMs).length;
  const switchAt = (atMs: number, badness: number): Candidate => ({
    keepLeft: count(left, atMs),
    skipRight: count(right, atMs),
    trust: 0,
    badness,
  });
  const candidates = [switchAt(seamMs, withinWordMs)];
  let fromMs = seamMs - overlapMs - toleranceMs;
  const addPause = (toMs: number) => {
    if (toMs <= fromMs) return;
    const atMs = fromMs <= seamMs && seamMs <= toMs ? seamMs : (fromMs + toMs) / 2;
    candidates.push(switchAt(atMs, Math.abs(atMs - seamMs) - Math.min(plainPauseMs, toMs - fromMs)));
  };
  for (const { times } of [...left, ...right].sort((a, b) => a.times.startMs - b.times.startMs)) {
    addPause(times.startMs);
    fromMs = Math.max(fromMs, times.endMs);
  }
  addPause(seamMs + overlapMs + toleranceMs);
  return candidates;
}

/** The candidate that loses least of what only one of both heard, and that has most reason for it. */
function chooseSwitch(candidates: Candidate[], left: TimedUnit[], right: TimedUnit[]): Switch {
  const countLost = (dropped: TimedUnit[], kept: TimedUnit[]) =>
    dropped.filter((unit) => !kept.some((other) => isHeardAs(other, unit))).length;
  const weighed = candidates.map((candidate) => {
    const { keepLeft, skipRight } = candidate;
    const lost = countLost(left.slice(keepLeft), right.slice(skipRight)) +
      countLost(right.slice(0, skipRight), left.slice(0, keepLeft));
    return { ...candidate, cost: lost - candidate.trust };
  });
  weighed.sort((a, b) => a.cost - b.cost || a.badness - b.badness);
  return weighed[0] ?? { keepLeft: left.length, skipRight: 0 };
}

function isHeardAs(other: TimedUnit, unit: TimedUnit): boolean {
  const slack = slackMs + unit.times.errorMs + other.times.errorMs;
  return other.times.startMs - slack < middleOf(unit) && middleOf(unit) < other.times.endMs + slack;
}

function middleOf({ times }: TimedUnit): number {
  return (times.startMs + times.endMs) / 2;
}
