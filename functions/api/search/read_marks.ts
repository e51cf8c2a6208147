import { type Range, unspaced } from "../../../shared/reading/split_words.ts";

/** As `private.mark_found` writes them: where what was found begins and ends, and what stands around characters of their own. */
const [begin, end, joiner] = ["\u0003", "\u0004", "\u0002"];
const betweenSpaces = /[^ \t\n\r\f\v]+/g;
/** A run of characters that are looked for one behind the other. */
const runs = new RegExp(`(?:${unspaced.source}|\\p{sc=Hangul})+`, "gu");

/**
 * The ranges of a text that were found, in order. `marked` is the same text folded, which has the same white space but not
 * always the same length between: there the whole word counts as found. Where characters are looked for one behind the other,
 * each is marked wherever it stands: those that stand alone there are left out.
 */
export function readMarks(text: string, marked: string, q: string): Range[] {
  const chunks = [...text.matchAll(betweenSpaces)];
  const markedChunks = marked.replaceAll(joiner, "").match(betweenSpaces) ?? [];
  if (chunks.length !== markedChunks.length) return [];
  const ranges: Range[] = [];
  chunks.forEach(({ 0: chunk, index }, number) => {
    for (const { from, to } of rangesIn(chunk, markedChunks[number]!)) {
      const last = ranges.at(-1);
      if (last?.to === index + from) last.to = index + to;
      else ranges.push({ from: index + from, to: index + to });
    }
  });
  const shortest = Math.min(...(q.match(runs) ?? []).map((run) => run.length));
  return ranges.filter(({ from, to }) => to - from >= shortest || text.slice(from, to).replace(runs, "") !== "");
}

function rangesIn(chunk: string, marked: string): Range[] {
  const ranges: Range[] = [];
  let [at, depth] = [0, 0];
  for (const unit of marked.split("")) {
    if (unit === begin && depth++ === 0) ranges.push({ from: at, to: at });
    else if (unit === end && --depth === 0) ranges.at(-1)!.to = at;
    else if (unit !== begin && unit !== end) at++;
  }
  if (at === chunk.length || ranges.length === 0) return ranges;
  const from = chunk.search(/[\p{L}\p{N}]/u);
  // Anchored, so that a chunk of a million signs is gone through once.
  const to = /^.*[\p{L}\p{N}\p{M}]/su.exec(chunk)?.[0].length ?? 0;
  return from < 0 || to <= from ? [] : [{ from, to }];
}
