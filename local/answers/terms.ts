import { stemmer } from "stemmer";
import { digitsByWord, stopWords, verbsByForm } from "./stop_words.ts";

/** Finds words in every script. Source: Unicode UAX #29, section 4. */
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** The words of a text as they stand there. */
export function readWords(text: string): string[] {
  return [...segmenter.segment(text)].flatMap(({ segment, isWordLike }) => isWordLike ? segment : []);
}

/** What a word is compared by: without case, accents and endings; null for one that says nothing. Japanese writes endings and particles in hiragana. */
export function toTerm(word: string): string | null {
  const plain = word.toLowerCase().replaceAll("’", "'").normalize("NFD").replaceAll(/\p{M}/gu, "");
  if (stopWords.has(plain) || /^\p{sc=Hiragana}+$/u.test(plain)) return null;
  const base = plain.replace(/'s?$|(?<=\p{sc=Han})\p{sc=Hiragana}+$/u, "");
  return digitsByWord.get(base) ?? stemmer(verbsByForm.get(base) ?? base);
}

/** The terms of a text in order. */
export function readTerms(text: string): string[] {
  return readWords(text).flatMap((word) => toTerm(word) ?? []);
}
