import { maxBytesInMemory } from "../limits.ts";
import type { Abilities } from "../types.ts";

const hours = 60 * 60 * 1000;

/**
 * Abilities of AssemblyAI's transcripts for pre-recorded audio. `models` are names in order of preference, separated by
 * commas, such as `universal-3-5-pro,universal-2`. Limits: 5 GB and 10 hours, the FAQ on file size and duration. Clips:
 * `audio_start_from` and `audio_end_at`; that times still count from the start of the file is what others who use them
 * found, the reference does not say it.
 */
export function assemblyaiAbilities(models: string): Abilities {
  return {
    options: [
      "language",
      ...(takesPrompt(models) ? ["prompt"] as const : []),
      "keyterms",
      "diarize",
      "speakers_expected",
      "punctuate",
      "profanity_filter",
      "redact_pii",
    ],
    gives: { words: true, segments: true, speakers: true, confidence: true },
    containers: ["mp3", "wav", "mp4", "aac", "ogg", "flac", "webm"],
    bytes: { bytes: maxBytesInMemory, milliseconds: 10 * hours },
    url: { bytes: 5_000_000_000, milliseconds: 10 * hours },
    clips: true,
    answers: "later",
  };
}

/** The models as the request lists them. */
export function modelsOf(models: string): string[] {
  return models.split(",").map((model) => model.trim()).filter(Boolean);
}

/** Only the generation that is led by a language model reads a prompt, and one that follows it would drop it. */
function takesPrompt(models: string): boolean {
  return modelsOf(models).every((model) => /^(universal-3|slam)/.test(model));
}
