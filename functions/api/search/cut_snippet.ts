import { html } from "hono/html";
import type { Range } from "../../../shared/reading/split_words.ts";

/** About how many UTF-16 units of a text a snippet shows, and how many before what was found. */
const [longest, before] = [240, 60];
/** How far an end may move so that no word is cut. */
const reach = 20;

/**
 * A part of a text as HTML, with what was found in `<mark>` and everything else escaped: where most was found, if there is more
 * than a snippet shows. `ranges` are in order and do not overlap.
 */
export function cutSnippet(text: string, ranges: Range[]): string {
  const { from, to } = chooseWindow(text, ranges);
  let [snippet, at] = [from > 0 ? "…" : "", from];
  for (const range of ranges) {
    const [first, last] = [Math.max(range.from, from), Math.min(range.to, to)];
    if (first >= last) continue;
    snippet += html`${text.slice(at, first)}<mark>${text.slice(first, last)}</mark>`;
    at = last;
  }
  return snippet + html`${text.slice(at, to)}` + (to < text.length ? "…" : "");
}

function chooseWindow(text: string, ranges: Range[]): Range {
  if (text.length <= longest + reach) return { from: 0, to: text.length };
  let best = { from: 0, many: 0 };
  ranges.forEach((range, index) => {
    const from = Math.max(0, Math.min(range.from - before, text.length - longest));
    let many = 0;
    for (let next = index; next < ranges.length && ranges[next]!.to <= from + longest; next++) many++;
    if (many > best.many) best = { from, many };
  });
  const end = best.from + longest;
  return {
    from: best.from === 0 ? 0 : moveTo(text, best.from, /(?<=\s)\S/),
    to: end >= text.length ? text.length : moveTo(text, end, /\s/),
  };
}

/** The next place behind `at` where a word begins or ends, if there is one near; never within a character. */
function moveTo(text: string, at: number, border: RegExp): number {
  const near = text.slice(at, at + reach).search(border);
  if (near >= 0) return at + near;
  return /^[\udc00-\udfff]/.test(text.slice(at, at + 1)) ? at + 1 : at;
}
