import { tellKind } from "./question_kind.ts";
import type { Query } from "./rank.ts";
import { askingWords, digitsByWord } from "./stop_words.ts";
import { readTerms, readWords, toTerm } from "./terms.ts";
import type { Sentence } from "./types.ts";

/** Words that point back at what was said before. */
const pointing = /\b(it|its|that|this|they|them|their|those|these|he|him|his|she|her|there|then|one|ones)\b/i;

/** Terms of an earlier question count less than those of the present one. */
const borrowed = 0.4;

/** In other languages the words count that every question has; nouns may be written large, and so are no names. */
const leastCoverage = { english: 0.55, other: 0.35 };

export type ReadQuery = Query & {
  /** A name or a number of the question that stands nowhere in the sources. */
  unknown: string | undefined;
  /** The least share of the question that its answer has to be about. */
  leastCoverage: number;
};

/** What is looked for: the question's terms, and those of the one before where it points back at that. */
export function readQuery(asked: string[], sentences: Sentence[]): ReadQuery {
  const question = asked.at(-1) ?? "";
  const speakers = new Set(sentences.flatMap(({ speaker }) => speaker ?? []));
  const speaker = [...speakers].find((name) => isNamed(name, question)) ?? null;
  const ownTerms = lookedFor(question, speaker);
  const weights = new Map(ownTerms.map((term) => [term, 1]));
  const before = asked.at(-2);
  if (before !== undefined && (pointing.test(question) || weights.size < 2)) {
    for (const term of lookedFor(before, speaker)) if (!weights.has(term)) weights.set(term, borrowed);
  }
  const said = new Set([...sentences.flatMap(({ terms }) => terms), ...[...speakers].flatMap(readTerms)]);
  const isEnglish = tellEnglish(question);
  const unknown = readNames(question, isEnglish).find((word) => {
    const term = toTerm(word);
    return term !== null && !said.has(term);
  });
  return {
    weights,
    kind: tellKind(question),
    speaker,
    unknown,
    leastCoverage: leastCoverage[isEnglish ? "english" : "other"],
  };
}

function lookedFor(question: string, speaker: string | null): string[] {
  const names = new Set(speaker === null ? [] : readTerms(speaker));
  return readWords(question).flatMap((word) => {
    const term = askingWords.has(word.toLowerCase()) ? null : toTerm(word);
    return term === null || names.has(term) ? [] : term;
  });
}

/** Most English questions are made of such words by half. */
function tellEnglish(question: string): boolean {
  const words = readWords(question);
  return words.filter((word) => toTerm(word) === null).length >= words.length * 0.3;
}

/** Words written large inside the question where these are names, and numbers. */
function readNames(question: string, isEnglish: boolean): string[] {
  const words = readWords(question);
  // Where every word is written large, none of them is a name.
  const large = words.filter((word) => /^\p{Lu}/u.test(word));
  const isTitle = large.length > words.length / 2;
  return words.filter((word, index) =>
    /\d/.test(word) || digitsByWord.has(word.toLowerCase()) ||
    (index > 0 && isEnglish && !isTitle && /^\p{Lu}/u.test(word))
  );
}

function isNamed(speaker: string, question: string): boolean {
  const words = new Set(readWords(question.toLowerCase()));
  return readWords(speaker.toLowerCase()).some((word) => word.length > 1 && words.has(word)) ||
    new RegExp(String.raw`\bspeaker ${RegExp.escape(speaker)}\b`, "i").test(question);
}
