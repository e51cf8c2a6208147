import { asksSomething, type QuestionKind } from "./question_kind.ts";
import { readTerms } from "./terms.ts";
import type { Sentence } from "./types.ts";

/** How well a sentence answers: `score` compares sentences, `coverage` is the share of the question that it is about. */
export type Ranked = { index: number; score: number; coverage: number };

/** What is looked for: terms and how much each counts. */
export type Query = { weights: Map<string, number>; kind: QuestionKind | undefined; speaker: string | null };

// BM25's usual constants.
const saturation = 1.2;
const lengthShare = 0.75;

/** What was said just before and after tells what a sentence is about, and a question tells it of its answer. */
const nearness = { before: 0.4, after: 0.25, question: 0.8 };

/** Ranks sentences by BM25 with their neighbours, best first. Source: Robertson, Zaragoza, The Probabilistic Relevance Framework. */
export function rankSentences(sentences: Sentence[], { weights, kind, speaker }: Query): Ranked[] {
  const counts = sentences.map(({ terms }) => countTerms(terms));
  const lengths = counts.map((terms) => [...terms.values()].reduce((sum, count) => sum + count, 0));
  const meanLength = Math.max(1, lengths.reduce((sum, length) => sum + length, 0) / sentences.length);
  const asks = sentences.map(({ text }) => asksSomething(text));
  const rarity = new Map([...weights.keys()].map((term) => {
    const holders = counts.filter((terms) => terms.has(term)).length;
    return [term, Math.log(1 + (sentences.length - holders + 0.5) / (holders + 0.5))];
  }));
  const implied = new Set([...kind?.implied ?? []].flatMap(readTerms));

  return sentences.map(({ text, speaker: says, source }, index) => {
    const near = (other: number, term: string) =>
      sentences[other]?.source === source ? counts[other]?.get(term) ?? 0 : 0;
    const before = asks[index - 1] ? nearness.question : nearness.before;
    const isEvidence = kind?.evidence.test(text) ?? false;
    let [score, covered, all, own] = [0, 0, 0, 0];
    for (const [term, weight] of weights) {
      const worth = weight * (rarity.get(term) ?? 0);
      const here = counts[index]?.get(term) ?? 0;
      // What a short question is about was often said before it.
      const earlier = asks[index - 1] ? nearness.before * near(index - 2, term) : 0;
      const around = before * near(index - 1, term) + nearness.after * near(index + 1, term) + earlier;
      const often = here + (here === 0 ? Math.min(around, before) : 0);
      const damping = saturation * (1 - lengthShare + lengthShare * (lengths[index] ?? 0) / meanLength);
      score += worth * often * (saturation + 1) / (often + damping);
      const isMeant = often === 0 && isEvidence && implied.has(term);
      const share = isMeant ? 0.7 : Math.min(1, often);
      covered += worth * share;
      // What is borrowed from another question may be missing.
      all += weight < 1 ? worth * share : worth;
      own += here;
    }
    // What holds nothing of the question itself answers it only right after somebody asked it.
    if (own === 0 && !asks[index - 1]) score *= 0.5;
    if (kind) score *= isEvidence ? 1.4 : 0.7;
    if (asks[index]) score *= 0.5;
    if (speaker !== null) score *= says === speaker ? 1.5 : 0.6;
    return { index, score, coverage: all === 0 ? 0 : covered / all };
  }).toSorted((first, second) => second.score - first.score || first.index - second.index);
}

function countTerms(terms: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
