/** What a reader sees as one character. Source: Unicode UAX #29, section 3. */
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const isPlain = /^[\u0020-\u02ff]*$/;

/** Emoji, and the wide and full-width characters. Source: Unicode UAX #11. */
const isWide =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** The columns that a text takes: two for a wide character, such as those of Chinese and Japanese, one for any other. */
export function measureWidth(text: string): number {
  if (isPlain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOf(segment);
  return width;
}

/** Cuts a text into parts of at most `max` columns, between characters. */
export function cutByWidth(text: string, max: number): string[] {
  const parts: string[] = [];
  let width = Infinity;
  for (const { segment } of segmenter.segment(text)) {
    width += widthOf(segment);
    if (width > max) {
      parts.push(segment);
      width = widthOf(segment);
    } else parts[parts.length - 1] += segment;
  }
  return parts;
}

function widthOf(character: string): number {
  return isWide.test(character) ? 2 : 1;
}
