import { citeSentences, notThere } from "./cite.ts";
import { rankSentences } from "./rank.ts";
import { readQuery } from "./read_query.ts";
import { splitSentences } from "./split_sentences.ts";
import { pickCentral } from "./summarise.ts";
import type { Question } from "./types.ts";

const maxSentences = 3;
/** What follows the best sentence must be nearly as good. */
const nearlyAsGood = 0.8;

/** Questions for the whole, and the words that they are made of. */
const asksForWhole = /\b(about|summar\w+|overview|gist|topics?|main points?|key points?)\b/i;
const wholeWords =
  /^(summar\w*|overview|gist|topics?|main|point|kei|meet\w*|record\w*|call|convers\w*|talk\w*|discuss\w*|cover|audio|lectur|lesson|present|interview|video|short|brief\w*)$/;

/** Answers with the sentences that fit best, each with its marker, in the order in which they were said. */
export function answerQuestion({ passages, asked }: Pick<Question, "passages" | "asked">): string {
  const sentences = splitSentences(passages);
  const query = readQuery(asked, sentences);
  const { leastCoverage } = query;
  const terms = [...query.weights.keys()];
  if (asksForWhole.test(asked.at(-1) ?? "") && terms.every((term) => wholeWords.test(term))) {
    return citeSentences(pickCentral(sentences, maxSentences));
  }
  const [best, ...others] = rankSentences(sentences, query);
  if (!best || query.unknown !== undefined || best.coverage < leastCoverage) return notThere;
  const chosen = [
    best,
    ...others.filter((other) => other.score >= best.score * nearlyAsGood && other.coverage >= leastCoverage),
  ].slice(0, maxSentences);
  return citeSentences(
    chosen.map(({ index }) => index).toSorted((first, second) => first - second).map((index) => sentences[index]!),
  );
}
