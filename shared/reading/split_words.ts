/** A stretch of a text in UTF-16 units; `to` is behind its last one. */
export type Range = { from: number; to: number };

/** A character of a script that puts no spaces between words. */
export const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** The words of such scripts are found by dictionary. Source: Unicode UAX #29, section 4. */
const dictionary = new Intl.Segmenter("ja", { granularity: "word" });

const opening = /^[\p{Ps}\p{Pi}]+$/u;

/** The words of a text in order, each with the punctuation that clings to it. */
export function splitWords(text: string): Range[] {
  const words: Range[] = [];
  for (const { 0: chunk, index } of text.matchAll(/\S+/g)) {
    if (unspaced.test(chunk)) words.push(...splitUnspaced(chunk, index));
    else words.push({ from: index, to: index + chunk.length });
  }
  return words;
}

/** A bracket that opens goes with the word behind it, any other punctuation with the word before. */
function splitUnspaced(chunk: string, offset: number): Range[] {
  const words: Range[] = [];
  let isOpening = true;
  for (const { segment, index, isWordLike } of dictionary.segment(chunk)) {
    const last = words.at(-1);
    const to = offset + index + segment.length;
    if (last && (isOpening || (!isWordLike && !opening.test(segment)))) last.to = to;
    else words.push({ from: offset + index, to });
    isOpening = opening.test(segment);
  }
  return words;
}
