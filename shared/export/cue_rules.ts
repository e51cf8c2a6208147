import { endsInTitle } from "../reading/sentences.ts";

/** What is shown at once. Times in milliseconds; `lines` are one or two. */
export type Cue = { startMs: number; endMs: number; lines: string[]; speaker: string | undefined };

/** Columns of a line. Source of this and of what follows: Netflix's and the BBC's guides to subtitles. */
export const lineWidth = 42;

/** Milliseconds that a cue stays. */
export const maxCueMs = 7000;
export const minCueMs = 800;

/** Milliseconds between two cues: two frames of a film. */
export const gapMs = 80;

/** Columns a second that most people can read. */
export const maxSpeed = 20;

/** Tells whether a sentence ends with a word. */
export function endsSentence(word: string): boolean {
  return /[.!?…。！？؟][\p{Pe}\p{Pf}"']*$/u.test(word) && !endsInTitle.test(word);
}

/** How a word ends that ends a part of a sentence. */
export const endsClause = /[,;:，、；：،؛–—][\p{Pe}\p{Pf}"']*$/u;
