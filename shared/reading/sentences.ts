import type { Block } from "./blocks.ts";
import type { Range } from "./split_words.ts";

/** What no recogniser means as one sentence is one without punctuation. */
const maxCharacters = 1000;

/** Titles end in a full stop and never end a sentence, which Unicode's rules do not know. */
export const endsInTitle =
  /(?<![\p{L}\p{N}])(?:Mrs?|Ms|Mx|Dr|Prof|Rev|Hon|Gen|Col|Capt|Lt|Sgt|Hr|Mme|Mlle|Sra|Srta)\.\s*$/u;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/**
 * The sentences of a block, without the space around them. Text that is not punctuated is cut where a segment ends, else
 * between words. Source of the rules: Unicode UAX #29, section 5.
 */
export function* findSentences(block: Block): Generator<Range> {
  let from = 0;
  for (const { segment, index } of segmenter.segment(block.text)) {
    const to = index + segment.length;
    if (to < block.text.length && endsInTitle.test(segment)) continue;
    const whole = trimRange(block.text, { from, to });
    if (whole.from < whole.to) yield* whole.to - whole.from > maxCharacters ? cut(block, whole) : [whole];
    from = to;
  }
}

function* cut(block: Block, { from, to }: Range): Generator<Range> {
  const ends = new Set(block.starts.map(({ at }) => at));
  let next = block.words.findIndex((word) => word.from > from);
  while (to - from > maxCharacters) {
    let [end, isSegmentEnd] = [next, false];
    for (let index = next; (block.words[index]?.from ?? to) <= from + maxCharacters; index++) {
      const endsHere = ends.has(block.words[index]!.from);
      if (endsHere || !isSegmentEnd) [end, isSegmentEnd] = [index, endsHere];
    }
    const start = block.words[end]?.from ?? to;
    if (start >= to) break;
    yield trimRange(block.text, { from, to: start });
    [from, next] = [start, end + 1];
  }
  yield { from, to };
}

function trimRange(text: string, { from, to }: Range): Range {
  const raw = text.slice(from, to);
  return { from: to - raw.trimStart().length, to: from + raw.trimEnd().length };
}
