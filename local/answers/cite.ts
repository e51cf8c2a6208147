import type { Sentence } from "./types.ts";

/** What an answer says that the sources do not hold. */
export const notThere = "The transcript does not say.";

/** A quote this long or longer is left out: nobody who reads markers waits for the end of what may be none. */
const maxQuote = 500;

/** Sentences as they stand, with the marker of the passage behind each of their parts. */
export function citeSentences(sentences: Sentence[]): string {
  return sentences.flatMap(({ parts }) => parts).map(({ passage, text }) => {
    // A quote must not end its own marker.
    const isQuotable = text.length < maxQuote && !/\[\[|\]\]|\]$/.test(text);
    return `${text} [[${passage.number}${isQuotable ? `|${text}` : ""}]]`;
  }).join(" ") || notThere;
}
