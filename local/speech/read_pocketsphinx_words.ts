import type { Word } from "./types.ts";

// `word start end probability`, as `-time yes` prints below each hypothesis.
const wordLine = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d\S*)$/;

// Times name a word's first and last frame of 10 ms, both included.
const frameSeconds = 0.01;

/**
 * Reads what `pocketsphinx_continuous -time yes` printed about a piece that begins `offset` seconds into the recording
 * and lasts `duration` seconds. Leaves out silence, noise and sentence marks, and the number of a pronunciation.
 */
export function readPocketSphinxWords(output: string, piece: { offset: number; duration: number }): Word[] {
  return output.split("\n").flatMap((line) => {
    const [, token, first, last, probability] = wordLine.exec(line) ?? [];
    if (!token || /^[<[+]/.test(token)) return [];
    return [{
      text: token.replace(/\(\d+\)$/, ""),
      start: roundTime(piece.offset + Number(first)),
      end: roundTime(piece.offset + Math.min(Number(last) + frameSeconds, piece.duration)),
      confidence: Math.min(1, Number(probability)),
    }];
  });
}

function roundTime(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
