import { endsClause, endsSentence, lineWidth, maxCueMs, maxSpeed, minCueMs } from "./cue_rules.ts";

/** A word of a subtitle: at most a line wide. `isJoined`: there is no space before it. */
export type CueWord = {
  text: string;
  width: number;
  startMs: number;
  endMs: number;
  isJoined: boolean;
  endsSegment: boolean;
  isName: boolean;
};

/** A silence of this many milliseconds always ends a cue; a short one is a good place to end it. */
const pauseMs = 1500;
const shortPauseMs = 400;

/**
 * Parts what one speaker says into cues, at the least cost of all ways to part it. `until` is when somebody speaks next,
 * in milliseconds. Each part fits two lines and, unless it is one word, the longest time of a cue.
 */
export function breakIntoCues(words: CueWord[], until: number): CueWord[][] {
  const measure = measureAll(words);
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let to = 1; to <= words.length; to++) {
    let found = { cost: Infinity, from: to - 1 };
    for (let from = to - 1; from >= 0 && (from === to - 1 || isWhole(words, from, to, measure)); from--) {
      const cost = best[from]!.cost + costOf(words, from, to, measure(from, to), until);
      if (cost < found.cost) found = { cost, from };
    }
    best.push(found);
  }
  const parts: CueWord[][] = [];
  for (let to = words.length; to > 0; to = best[to]!.from) parts.push(words.slice(best[to]!.from, to));
  return parts.reverse();
}

/** Columns of the words from `from` up to, not including, `to`. */
type Measure = (from: number, to: number) => number;

function measureAll(words: CueWord[]): Measure {
  const before = [0];
  for (const { width, isJoined } of words) before.push(before.at(-1)! + width + (isJoined ? 0 : 1));
  return (from, to) => before[to]! - before[from]! - (words[from]?.isJoined ? 0 : 1);
}

function isWhole(words: CueWord[], from: number, to: number, measure: Measure): boolean {
  const [first, second] = [words[from]!, words[from + 1]!];
  if (second.startMs - first.endMs >= pauseMs || words[to - 1]!.endMs - first.startMs > maxCueMs) return false;
  if (measure(from, to) <= lineWidth) return true;
  let line = from + 1;
  while (line < to && measure(from, line + 1) <= lineWidth) line++;
  return measure(line, to) <= lineWidth;
}

function costOf(words: CueWord[], from: number, to: number, width: number, until: number): number {
  const next = words[to]?.startMs ?? until;
  const room = Math.min(maxCueMs, Math.max(1, next - words[from]!.startMs));
  const tooFast = Math.max(0, (width * 1000) / room - maxSpeed);
  const evenness = (width / (2 * lineWidth)) ** 2 / 2;
  return 1 + costOfBreak(words[to - 1]!, words[to]) + Math.min(6, tooFast / 4) + (room < minCueMs ? 4 : 0) + evenness;
}

function costOfBreak(last: CueWord, next: CueWord | undefined): number {
  if (!next || endsSentence(last.text)) return 0;
  if (last.isName) return 20;
  return endsClause.test(last.text) || last.endsSegment || next.startMs - last.endMs >= shortPauseMs ? 1 : 3;
}
