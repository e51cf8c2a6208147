import { z } from "zod";
import type { Transcript, TranscriptSegment, Word } from "../../transcript.ts";
import { languageCode } from "../language_code.ts";
import { answerInvalid } from "../../provider_error.ts";
import { createSpeakerLabels } from "../speaker_labels.ts";
import { millisecondsOf, orderTimes } from "../times.ts";

const Answer = z.object({
  text: z.string(),
  language: z.string().nullish(),
  languages: z.array(z.object({ code: z.string() })).nullish(),
  duration: z.coerce.number().nullish(),
  usage: z.object({ seconds: z.number().nullish() }).nullish(),
  segments: z.array(z.object({
    start: z.number(),
    end: z.number(),
    text: z.string(),
    speaker: z.string().nullish(),
    avg_logprob: z.number().nullish(),
  })).nullish(),
  words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })).nullish(),
});
type Answer = z.infer<typeof Answer>;

/** Maps an answer of any of the endpoint's JSON formats. Throws `provider_answer_invalid` where it is none of them. */
export function readAnswer(answer: unknown): Transcript {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) throw answerInvalid("openai", parsed.error);
  const { text, language, languages, duration, usage, segments } = parsed.data;
  const seconds = duration ?? usage?.seconds;
  return {
    text: text.trim(),
    language: languageCode(language ?? languages?.[0]?.code),
    audio_ms: seconds == null ? null : millisecondsOf(seconds),
    confidence: meanConfidence(segments ?? []),
    segments: segments?.length ? timedSegments(parsed.data) : untimedSegments(text),
  };
}

function timedSegments({ segments, words }: Answer): TranscriptSegment[] {
  const labelOf = createSpeakerLabels();
  let used = 0;
  return (segments ?? []).map((segment, index, all) => {
    const next = all[index + 1];
    const own: Word[] = [];
    for (let word; (word = words?.[used]) && (!next || word.start < next.start); used++) {
      own.push({ text: word.word.trim(), ...timesOf(word) });
    }
    const speaker = labelOf(segment.speaker);
    return { text: segment.text.trim(), ...timesOf(segment), speaker, words: words ? own : null };
  }).filter((segment) => segment.text !== "");
}

function untimedSegments(text: string): TranscriptSegment[] {
  return text.trim() === "" ? [] : [{ text: text.trim() }];
}

function timesOf({ start, end }: { start: number; end: number }) {
  return orderTimes(start * 1000, end * 1000);
}

/** A segment's `avg_logprob` is the mean log probability of its tokens, so e to its power is a share. */
function meanConfidence(segments: { avg_logprob?: number | null | undefined }[]): number | null {
  const shares = segments.flatMap(({ avg_logprob }) => avg_logprob == null ? [] : Math.min(1, Math.exp(avg_logprob)));
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share) / shares.length;
}
