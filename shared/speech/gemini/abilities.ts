import { maxBytesInMemory } from "../limits.ts";
import type { Abilities } from "../types.ts";

/**
 * Abilities of Gemini's transcription models. Words are always asked for, since without them a transcript has no times at
 * all; that limits a call to 30 minutes and rules out `customVocabulary`, which the service does not take together with
 * word times or speakers. Source: "Audio transcription" in the Gemini API's guides, and the page of gemini-3.5-transcribe.
 */
export function geminiAbilities(_model: string): Abilities {
  return {
    options: ["language", "diarize"],
    gives: { words: true, segments: true, speakers: true, confidence: false },
    containers: ["mp3", "wav", "mp4", "aac", "ogg", "flac", "webm"],
    bytes: { bytes: maxBytesInMemory, milliseconds: 30 * 60 * 1000 },
    clips: false,
    answers: "at once",
  };
}
