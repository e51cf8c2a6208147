import { readWords, toTerm } from "./terms.ts";
import type { Sentence } from "./types.ts";

export type Chapter = { title: string; sentences: Sentence[] };

/** A chapter has about this many sentences, and more of them in a long talk: 10 chapters an hour, 14 in ten. */
const usualSentences = 20;
const shareOfTalk = 1 / 15;
const fewestSentences = 4;
/** How many sentences before and after a place are compared. */
const windowSentences = 8;
const titleWords = 3;

/** Cuts where the vocabulary changes most. Source: Hearst, TextTiling. */
export function findChapters(sentences: Sentence[]): Chapter[] {
  if (sentences.length === 0) return [];
  const depths = measureDepths(sentences.map(({ terms }) => terms));
  const wanted = Math.round(sentences.length / (usualSentences + sentences.length * shareOfTalk));
  const cuts: number[] = [];
  for (const { at } of depths.toSorted((first, second) => second.depth - first.depth || first.at - second.at)) {
    if (cuts.length >= wanted) break;
    if ([0, sentences.length, ...cuts].every((cut) => Math.abs(cut - at) >= fewestSentences)) cuts.push(at);
  }
  const starts = [0, ...cuts.toSorted((first, second) => first - second)];
  const chapters = starts.map((start, index) => sentences.slice(start, starts[index + 1]));
  const usedIn = new Map<string, number>();
  for (const own of chapters) {
    for (const term of new Set(own.flatMap(({ terms }) => terms))) usedIn.set(term, (usedIn.get(term) ?? 0) + 1);
  }
  const rarity = (term: string) => Math.log(1 + chapters.length / (usedIn.get(term) ?? 1));
  return chapters.map((own) => ({ title: nameChapter(own, rarity), sentences: own }));
}

/** How deep the likeness of what is before and after falls at each place, compared with the places around. */
function measureDepths(terms: string[][]): { at: number; depth: number }[] {
  const likeness = terms.slice(1).map((_, index) => {
    const at = index + 1;
    return compare(
      terms.slice(Math.max(0, at - windowSentences), at).flat(),
      terms.slice(at, at + windowSentences).flat(),
    );
  });
  return likeness.map((here, index) => {
    const highest = (step: number) => {
      let [peak, place] = [here, index + step];
      while ((likeness[place] ?? -1) >= peak) [peak, place] = [likeness[place]!, place + step];
      return peak;
    };
    return { at: index + 1, depth: highest(-1) + highest(1) - 2 * here };
  });
}

/** The cosine between two bags of terms: 0 to 1. */
function compare(first: string[], second: string[]): number {
  const [left, right] = [Map.groupBy(first, (term) => term), Map.groupBy(second, (term) => term)];
  const norm = (bag: Map<string, string[]>) => Math.hypot(...[...bag.values()].map(({ length }) => length));
  const shared = [...left].reduce((sum, [term, { length }]) => sum + length * (right.get(term)?.length ?? 0), 0);
  return shared === 0 ? 0 : shared / (norm(left) * norm(right));
}

/** The words that this chapter uses and the others do not, as they are said, in their order. */
function nameChapter(own: Sentence[], rarity: (term: string) => number): string {
  const words = own.flatMap(({ text }) => readWords(text)).filter((word) => /\p{L}{3}/u.test(word));
  const forms = Map.groupBy(words, (word) => toTerm(word) ?? "");
  forms.delete("");
  const best = [...forms].map(([term, { length }]) => ({ term, worth: length * rarity(term) }))
    .toSorted((first, second) => second.worth - first.worth).slice(0, titleWords);
  const chosen = new Set(best.map(({ term }) => term));
  const named = [...forms].filter(([term]) => chosen.has(term)).map(([, [form = ""]]) => form);
  if (named.length === 0) return own[0]?.text ?? "";
  const title = named.join(", ");
  return title[0]!.toUpperCase() + title.slice(1);
}
