import { type Range, unspaced } from "./split_words.ts";

/** A text as it sounds: letters, marks and digits in lower case without accents, one space between words. */
type Folded = {
  text: string;
  /** Where each UTF-16 unit of it stands in the original. */
  ranges: Range[];
};

/** Every place of a text where whole words read as the phrase does, whatever their case, accents and punctuation. */
export function* findPhrase(text: string, phrase: string): Generator<Range> {
  const sought = foldText(phrase).text;
  const folded = foldText(text);
  for (let at = folded.text.indexOf(sought); at >= 0 && sought !== ""; at = folded.text.indexOf(sought, at)) {
    const end = at + sought.length;
    const isWhole = isBorder(folded.text, at) && isBorder(folded.text, end);
    if (isWhole) yield { from: folded.ranges[at]!.from, to: folded.ranges[end - 1]!.to };
    at = isWhole ? end : at + 1;
  }
}

/** Tells whether anything in a text can be searched for. */
export function isSearchable(text: string): boolean {
  return foldText(text).text !== "";
}

function foldText(text: string): Folded {
  const folded: Folded = { text: "", ranges: [] };
  const folds = new Map<string, Fold>();
  let [at, isParted, isUnspaced] = [0, false, false];
  for (const character of text) {
    const from = at;
    at += character.length;
    const fold = folds.get(character) ?? foldCharacter(character);
    folds.set(character, fold);
    if (fold.text !== "") {
      if (isParted && folded.text !== "" && !isUnspaced && !fold.isUnspaced) {
        folded.text += " ";
        folded.ranges.push({ from, to: from });
      }
      folded.text += fold.text;
      for (let unit = 0; unit < fold.text.length; unit++) folded.ranges.push({ from, to: at });
      [isParted, isUnspaced] = [false, fold.isUnspaced];
    } else if (fold.parts) {
      isParted = true;
    } else if (!isParted) {
      const last = folded.ranges.at(-1);
      if (last) last.to = at;
    }
  }
  return folded;
}

type Fold = { text: string; isUnspaced: boolean; parts: boolean };

/** What remains of a character. `parts`: nothing does, and it stands between words. */
function foldCharacter(character: string): Fold {
  const bare = character.normalize("NFKD").replaceAll(accents, "");
  return {
    // Upper case first makes one of what has two lower cases, such as the sigma.
    text: bare.toUpperCase().toLowerCase().normalize("NFKD").replaceAll(/[^\p{L}\p{N}\p{M}]|[\u0300-\u036f]/gu, ""),
    isUnspaced: unspaced.test(character),
    parts: !/['’ʼ\p{M}\p{Cf}]/u.test(character),
  };
}

/** Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels: the marks that people leave out when they type. */
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g;

/** Scripts without spaces have a word's border anywhere. */
function isBorder(folded: string, at: number): boolean {
  const [before, behind] = [folded[at - 1] ?? " ", folded[at] ?? " "];
  return [before, behind].some((unit) => unit === " " || unspaced.test(unit));
}
