import { findSentences } from "../../shared/reading/sentences.ts";
import type { Range } from "../../shared/reading/split_words.ts";
import { readTerms } from "./terms.ts";
import type { Passage, Sentence } from "./types.ts";

const isEnded = (text: string) => /[.!?…。！？]["'”’)\]]*\s*$/u.test(text);

/** A sentence that goes on for longer than this is not one. */
const maxPassages = 6;
const maxGapSeconds = 60;

/** Where recognisers that write no large letters end a sentence, which Unicode's rules do not see. */
const endsSmall = /(?<=\p{L}{3}[.!?])\s+(?=\p{Ll}|I\b)/gu;
/** Where a question begins in what is written without punctuation. */
const beginsToAsk =
  /(?<=\w+ \w+ \w+)\s+(?=(?:how (?:much|many|long)|what|when|where|why|who)(?: \w+)? (?:do|does|did|is|are|was|were|will|can|should) (?:i|you|we|they|he|she|it|the|this|that)\b)/gi;

/**
 * The sentences of the sources, across passages where these are punctuated. Where most are not, as some recognisers
 * write them, a passage is a sentence, and a question in it is another.
 */
export function splitSentences(passages: Passage[]): Sentence[] {
  return [...Map.groupBy(passages, ({ source }) => source).values()].flatMap((own) => {
    const isPunctuated = own.filter(({ text }) => isEnded(text)).length * 3 >= own.length;
    const groups: Passage[][] = [];
    for (const passage of own) {
      const group = groups.at(-1);
      if (group && isPunctuated && goesOn(group, passage)) group.push(passage);
      else groups.push([passage]);
    }
    return groups.flatMap(cutGroup);
  });
}

function goesOn(group: Passage[], next: Passage): boolean {
  const last = group.at(-1)!;
  return !isEnded(last.text) && last.speaker === next.speaker && group.length < maxPassages &&
    (next.seconds ?? 0) - (last.seconds ?? 0) <= maxGapSeconds;
}

function cutGroup(group: Passage[]): Sentence[] {
  const [{ speaker, source }] = group as [Passage];
  const text = group.map((passage) => passage.text).join(" ");
  return [...findSentences({ text, speaker, words: [], starts: [] })].flatMap((range) => cutRange(text, range))
    .map(({ from, to }) => {
      let start = 0;
      const parts = group.flatMap((passage) => {
        const part = passage.text.slice(Math.max(0, from - start), Math.max(0, to - start)).trim();
        start += passage.text.length + 1;
        return part ? { passage, text: part } : [];
      });
      const whole = text.slice(from, to);
      return { text: whole, speaker, source, parts, terms: readTerms(whole) };
    });
}

function cutRange(text: string, { from, to }: Range): Range[] {
  const whole = text.slice(from, to);
  const places = [...whole.matchAll(/[.,!?]/.test(whole) ? endsSmall : beginsToAsk)];
  const starts = [0, ...places.map(({ 0: space, index }) => index + space.length)];
  const ends = [...places.map(({ index }) => index), whole.length];
  return starts.map((start, index) => ({ from: from + start, to: from + ends[index]! }));
}
