import type { Word } from "../transcript.ts";
import type { Block, Place } from "./blocks.ts";
import type { Range } from "./split_words.ts";
import type { TimedWord } from "./time_words.ts";

/** A stretch of a transcript, `from` a place `until` another one. Times, confidence and words are null where they are not known. */
export type Passage = {
  text: string;
  start_ms: number | null;
  end_ms: number | null;
  speaker: string | null;
  confidence: number | null;
  words: Word[] | null;
  from: Place;
  until: Place;
};

/** Cuts passages out of a block. The ranges come in order and do not overlap. */
export function* cutPassages(block: Block, ranges: Iterable<Range>): Generator<Passage> {
  let [word, start] = [0, 0];
  for (const { from, to } of ranges) {
    const words: TimedWord[] = [];
    for (let next = block.words[word]; next && next.from < to; next = block.words[++word]) {
      if (next.to > from) words.push({ ...next, from: Math.max(from, next.from), to: Math.min(to, next.to) });
    }
    // What is written together may be parted, as in "Wait!What".
    if (block.words[word - 1] && block.words[word - 1]!.to > to) word--;
    while (start + 1 < block.starts.length && block.starts[start + 1]!.at <= from) start++;
    const first = block.starts[start]!;
    while (start + 1 < block.starts.length && block.starts[start + 1]!.at < to) start++;
    const last = block.starts[start]!;
    const said = words.flatMap((one) => saidWord(block.text, one));
    yield {
      text: block.text.slice(from, to),
      start_ms: words[0]?.start_ms ?? null,
      end_ms: words.at(-1)?.end_ms ?? null,
      speaker: block.speaker,
      confidence: meanConfidence(words),
      words: said.length > 0 ? said : null,
      from: { segment: first.segment, offset: first.offset + from - first.at },
      until: { segment: last.segment, offset: last.offset + to - last.at },
    };
  }
}

/** The mean of what is known of the words' confidence. */
export function meanConfidence(words: { confidence: number | null }[]): number | null {
  const shares = words.flatMap(({ confidence }) => confidence ?? []);
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share) / shares.length;
}

function saidWord(text: string, { from, to, said }: TimedWord): Word[] {
  return said ? [{ ...said, text: text.slice(from, to) }] : [];
}
