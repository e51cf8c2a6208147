import { citeSentences } from "./cite.ts";
import { asksSomething } from "./question_kind.ts";
import { splitSentences } from "./split_sentences.ts";
import type { Passage, Sentence } from "./types.ts";

/** A summary is an eighth of its sources, within these bounds. */
const share = 1 / 8;
const fewest = 3;
const most = 12;

/** Greetings use words that stand everywhere and say nothing. */
const isCourtesy = /^(thank|thanks|hello|welcome|goodbye|good (morning|afternoon|evening|night|day))\b/i;

/** The most central sentences in their order, each with its marker. */
export function summarise(passages: Passage[]): string {
  const sentences = splitSentences(passages);
  const howMany = Math.min(most, Math.max(fewest, Math.round(sentences.length * share)));
  return citeSentences(pickCentral(sentences, howMany));
}

/**
 * The sentences whose words the whole uses most, in their order. A word counts less once it was used. Source: Nenkova,
 * Vanderwende, The Impact of Frequency on Summarization (SumBasic).
 */
export function pickCentral(sentences: Sentence[], howMany: number): Sentence[] {
  const terms = sentences.map((sentence) => [...new Set(sentence.terms)]);
  const frequency = new Map<string, number>();
  for (const term of terms.flat()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const weigh = (index: number) => {
    const own = terms[index]!;
    const sum = own.reduce((total, term) => total + (frequency.get(term) ?? 0), 0);
    // The added words keep a greeting of one frequent word from being the best.
    const { text } = sentences[index]!;
    return sum / (own.length + 3) * (asksSomething(text) || isCourtesy.test(text) ? 0.5 : 1);
  };
  const left = new Set(sentences.keys());
  const chosen: number[] = [];
  while (chosen.length < howMany && left.size > 0) {
    const best = [...left].reduce((first, second) => weigh(second) > weigh(first) ? second : first);
    if (terms[best]!.length === 0) break;
    left.delete(best);
    chosen.push(best);
    for (const term of terms[best]!) frequency.set(term, (frequency.get(term) ?? 0) / 4);
  }
  return chosen.toSorted((first, second) => first - second).map((index) => sentences[index]!);
}
