import type { Block } from "./blocks.ts";
import { findSentences } from "./sentences.ts";
import type { Range } from "./split_words.ts";

/** A paragraph ends at a silence of this many milliseconds between two sentences ... */
const pauseMs = 2000;
/** ... or with the sentence that makes it this long. Whoever typed a text has made its paragraphs already. */
const charactersOfSpeech = 600;
const charactersOfText = 3000;

/** The paragraphs of a block: whole sentences, and all that stands between them. */
export function* findParagraphs(block: Block): Generator<Range> {
  const enough = block.words[0]?.start_ms == null ? charactersOfText : charactersOfSpeech;
  let paragraph: Range | undefined;
  let word = 0;
  for (const { from, to } of findSentences(block)) {
    while (word < block.words.length && block.words[word]!.from < from) word++;
    const pause = (block.words[word]?.start_ms ?? 0) - (block.words[word - 1]?.end_ms ?? 0);
    if (paragraph && (pause >= pauseMs || paragraph.to - paragraph.from >= enough)) {
      yield paragraph;
      paragraph = undefined;
    }
    paragraph = { from: paragraph?.from ?? from, to };
  }
  if (paragraph) yield paragraph;
}
