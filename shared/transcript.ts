import { z } from "zod";

/** Milliseconds count from the start of the entry's audio. `confidence` is a share, 0 to 1. */
export const Word = z.object({
  text: z.string(),
  start_ms: z.int().nonnegative(),
  end_ms: z.int().nonnegative(),
  confidence: z.number().min(0).max(1).nullish(),
  interpolated: z.boolean().optional().describe("Its owner wrote it: its times are estimated"),
});
export type Word = z.infer<typeof Word>;

/** A stretch of speech. Times, speaker and words are absent where a provider gives none. */
export const TranscriptSegment = z.object({
  text: z.string(),
  start_ms: z.int().nonnegative().nullish(),
  end_ms: z.int().nonnegative().nullish(),
  speaker: z.string().nullish(),
  words: z.array(Word).nullish(),
});
export type TranscriptSegment = z.infer<typeof TranscriptSegment>;

/** What a provider made of some audio: the one form that everything behind the providers knows. */
export const Transcript = z.object({
  text: z.string(),
  language: z.string().nullish(),
  confidence: z.number().min(0).max(1).nullish(),
  audio_ms: z.int().nonnegative().nullish(),
  segments: z.array(TranscriptSegment),
});
export type Transcript = z.infer<typeof Transcript>;

/** Moves every time by `offsetMs`: a piece counts from its own start, the transcript from that of the whole audio. */
export function shiftTranscript(transcript: Transcript, offsetMs: number): Transcript {
  const shift = <T extends { start_ms?: number | null | undefined; end_ms?: number | null | undefined }>(timed: T): T =>
    timed.start_ms == null || timed.end_ms == null
      ? timed
      : { ...timed, start_ms: timed.start_ms + offsetMs, end_ms: timed.end_ms + offsetMs };
  return {
    ...transcript,
    segments: transcript.segments.map((segment) => ({ ...shift(segment), words: segment.words?.map(shift) })),
  };
}

/** One segment a paragraph, without times: what typed text becomes. */
export function transcriptOfText(text: string, language: string | null): Transcript {
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.trim()).filter(Boolean);
  return { text: text.trim(), language, segments: paragraphs.map((paragraph) => ({ text: paragraph })) };
}
