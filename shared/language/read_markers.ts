import type { Part, Source } from "./types.ts";

type Cited = Extract<Part, { type: "text" | "citation" }>;

/** Takes the text of an answer as it comes, in whatever pieces, and gives it back without the markers, as citations. */
export type MarkerReader = {
  read(text: string): Cited[];
  /** What was held back, once the answer has ended. */
  end(): Cited[];
};

const gap = String.raw`\s{0,9}`;
const item = String.raw`\d{1,6}(?:${gap}[-–]${gap}\d{1,6})?`;
const numbers = String.raw`${item}(?:${gap}[,;]${gap}${item}){0,19}`;
const quote = String.raw`\|(?:(?!\[\[|\]\])[^\n]){0,600}`;
const indent = "[ \\t]{0,3}";

/** Where a marker may begin, with the spaces before it, which go with it. Matches the end of a text at the latest. */
const opening = new RegExp(String.raw`${indent}(?:\[\[|\[?$)`);
const marker = new RegExp(String.raw`^${indent}\[\[${gap}(${numbers})${gap}(${quote})?\]\]`);
/** What may still become a marker. No model is waited for longer than this: a long quote is no quote. */
const unfinished = new RegExp(
  String.raw`^${indent}(?:\[?|\[\[${gap}(?:\d[\d\s,;–-]{0,400})?\]?|\[\[${gap}${numbers}${gap}${quote}\]?)$`,
);

/**
 * Reads the markers of `renderSources`: `[[3]]`, `[[3, 4]]`, `[[3-5]]`, `[[3|exact words]]`. Numbers that no passage has cite
 * nothing, and go; brackets that are no marker stay. Text is held back only while it may still be a marker.
 */
export function createMarkerReader(sources: readonly Source[]): MarkerReader {
  const locate = createLocator(sources);
  let held = "";
  // At the start of a line nothing stands before a marker, and so the space behind it goes instead.
  let atLineStart = true;
  let dropsIndent = false;

  const say = (parts: Cited[], text: string) => {
    const shown = dropsIndent ? text.replace(/^[ \t]+/, "") : text;
    if (shown === "") return;
    dropsIndent = false;
    atLineStart = shown.endsWith("\n");
    const last = parts.at(-1);
    if (last?.type === "text") last.text += shown;
    else parts.push({ type: "text", text: shown });
  };

  return {
    read(text) {
      const parts: Cited[] = [];
      let rest = held + text;
      held = "";
      while (rest !== "") {
        const start = rest.search(opening);
        say(parts, rest.slice(0, start));
        rest = rest.slice(start);
        const found = marker.exec(rest);
        if (found) {
          const words = found[2]?.slice(1).trim() || null;
          for (const span of locate(found[1] ?? "")) parts.push({ type: "citation", ...span, quote: words });
          dropsIndent = atLineStart;
          rest = rest.slice(found[0].length);
        } else if (unfinished.test(rest)) {
          held = rest;
          rest = "";
        } else {
          const next = rest.indexOf("[") + 1;
          say(parts, rest.slice(0, next));
          rest = rest.slice(next);
        }
      }
      return parts;
    },
    end() {
      const parts: Cited[] = [];
      // An answer that ran out of tokens may end within a marker.
      if (!/\[\[\s*\d/.test(held)) say(parts, held);
      held = "";
      return parts;
    },
  };
}

/** Finds passages by the numbers that `renderSources` gave them. */
function createLocator(sources: readonly Source[]) {
  const starts: number[] = [];
  let total = 0;
  for (const { passages } of sources) {
    starts.push(total);
    total += passages.length;
  }
  return (list: string) =>
    readRanges(list).filter(({ first, last }) => first >= 1 && last <= total).flatMap(({ first, last }) =>
      sources.flatMap(({ passages }, source) => {
        const start = starts[source] ?? 0;
        const span = { first: Math.max(first - 1 - start, 0), last: Math.min(last - start, passages.length) - 1 };
        return span.first <= span.last ? [{ source, ...span }] : [];
      })
    );
}

/** `3, 4, 7-9` as 3 to 4 and 7 to 9. */
function readRanges(list: string): { first: number; last: number }[] {
  const ranges: { first: number; last: number }[] = [];
  for (const text of list.split(/[,;]/)) {
    const ends = text.split(/[-–]/).map(Number);
    const [first, last] = [Math.min(...ends), Math.max(...ends)];
    const before = ranges.at(-1);
    if (before?.last === first - 1) before.last = last;
    else ranges.push({ first, last });
  }
  return ranges;
}
