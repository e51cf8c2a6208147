import { maxBytesInMemory } from "../limits.ts";
import type { Abilities } from "../types.ts";

const hours = 60 * 60 * 1000;

/**
 * Abilities of Deepgram's pre-recorded audio. Key terms are for Nova-3 only. Limits: 2 GB a file; of a length its
 * reference says nothing, ten hours is what AssemblyAI takes.
 */
export function deepgramAbilities(model: string): Abilities {
  return {
    options: [
      "language",
      ...(model.startsWith("nova-3") ? ["keyterms"] as const : []),
      "diarize",
      "punctuate",
      "profanity_filter",
      "redact_pii",
    ],
    gives: { words: true, segments: true, speakers: true, confidence: true },
    containers: ["mp3", "wav", "mp4", "aac", "ogg", "flac", "webm"],
    bytes: { bytes: maxBytesInMemory, milliseconds: 10 * hours },
    url: { bytes: 2_000_000_000, milliseconds: 10 * hours },
    clips: false,
    answers: "later",
  };
}
