import type { TranscriptSegment } from "../../shared/transcript.ts";

/** A segment from a moment on, with a word every half second. */
export function spoken(text: string, speaker: string, startMs: number): TranscriptSegment {
  const words = text.split(" ").map((word, index) => ({
    ...{ text: word, start_ms: startMs + index * 500, end_ms: startMs + index * 500 + 400 },
    confidence: 0.75,
  }));
  return { text, speaker, start_ms: startMs, end_ms: startMs + words.length * 500, words };
}
