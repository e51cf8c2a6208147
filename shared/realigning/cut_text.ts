/** A part of a text that a diff moves as a whole, in UTF-16 units. `key` is the same for what is said the same. */
export type TextPart = { key: string; from: number; to: number; isSpaced: boolean };

/** Letters of scripts that put no spaces between words, marks such as the long `ー` among them. Each is a part. */
const unspaced = String
  .raw`[[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&\p{L}]`;
const other = String.raw`[^\p{L}\p{N}\s]`;
const parts = new RegExp(
  String.raw`${other}*(?<letter>${unspaced})[${other}--[\p{Ps}\p{Pi}]]*|[^${unspaced}\s]+`,
  "gv",
);

/** Cuts a text at its spaces, and between the letters of scripts that have none, punctuation with what it belongs to. */
export function cutText(text: string): TextPart[] {
  return Array.from(text.matchAll(parts), (match) => ({
    key: keyOf(match[0]),
    from: match.index,
    to: match.index + match[0].length,
    isSpaced: match.groups?.letter === undefined,
  }));
}

/** Without the punctuation at both ends. */
export function stripPunctuation(text: string): string {
  const isPunctuation = (character: string | undefined) => character !== undefined && /\p{P}/u.test(character);
  const characters = [...text];
  let [start, end] = [0, characters.length];
  while (isPunctuation(characters[start])) start++;
  while (end > start && isPunctuation(characters[end - 1])) end--;
  return characters.slice(start, end).join("");
}

function keyOf(text: string): string {
  const folded = text.normalize("NFKC").toLowerCase();
  return stripPunctuation(folded) || folded;
}
