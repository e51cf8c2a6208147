import { type Pcm, sampleRate } from "./types.ts";

/** A stretch of a longer recording that begins `offset` seconds into it. */
export type Piece = { offset: number; samples: Pcm };

const frameLength = sampleRate / 50;
const pauseFrames = 15;

/**
 * Cuts samples into pieces of at most `longest` seconds, each cut in the middle of the quietest 0.3 s that its second
 * half holds, so that words stay whole.
 */
export function cutAtSilences(samples: Pcm, longest: number): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  while (samples.length - start > longest * sampleRate) {
    const end = start + longest * sampleRate;
    const cut = findQuietest(samples, Math.floor((start + end) / 2), Math.floor(end));
    pieces.push({ offset: start / sampleRate, samples: samples.subarray(start, cut) });
    start = cut;
  }
  pieces.push({ offset: start / sampleRate, samples: samples.subarray(start) });
  return pieces;
}

function findQuietest(samples: Pcm, from: number, until: number): number {
  const loudness: number[] = [];
  for (let frame = from; frame + frameLength <= until; frame += frameLength) {
    let sum = 0;
    for (let index = frame; index < frame + frameLength; index++) sum += Math.abs(samples[index] ?? 0);
    loudness.push(sum);
  }
  let running = 0;
  let quietest = Infinity;
  let cut = until;
  loudness.forEach((value, frame) => {
    running += value - (loudness[frame - pauseFrames] ?? 0);
    if (frame < pauseFrames - 1 || running > quietest) return;
    quietest = running;
    cut = from + Math.round((frame + 1 - pauseFrames / 2) * frameLength);
  });
  return cut;
}
