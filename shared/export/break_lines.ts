import type { CueWord } from "./break_into_cues.ts";
import { endsClause, endsSentence, lineWidth } from "./cue_rules.ts";
import { measureWidth } from "./measure_width.ts";

/** How many columns of unevenness a break at the end of a sentence or of a clause is worth. */
const sentenceWorth = 16;
const clauseWorth = 8;

/** One line, or two that are as even as may be and part where the sense does. The words fit. */
export function breakLines(words: CueWord[]): string[] {
  const whole = toLine(words);
  if (measureWidth(whole) <= lineWidth) return [whole];
  let best: { cost: number; lines: string[] } = { cost: Infinity, lines: [whole] };
  for (let index = 1; index < words.length; index++) {
    const lines = [toLine(words.slice(0, index)), toLine(words.slice(index))];
    const [first = 0, second = 0] = lines.map(measureWidth);
    const last = words[index - 1]!.text;
    const worth = endsSentence(last) ? sentenceWorth : endsClause.test(last) ? clauseWorth : 0;
    const cost = Math.abs(first - second) - worth;
    if (first <= lineWidth && second <= lineWidth && cost < best.cost) best = { cost, lines };
  }
  return best.lines;
}

function toLine(words: CueWord[]): string {
  return words.map(({ text, isJoined }, index) => index === 0 || isJoined ? text : ` ${text}`).join("");
}
