import { z } from "zod";
import type { Transcript, TranscriptSegment, Word } from "../../transcript.ts";
import { readJson } from "../../call_provider.ts";
import { groupWords } from "../group_words.ts";
import { languageCode } from "../language_code.ts";
import { errorOfOutcome } from "../../provider_error.ts";
import { readRefusal } from "../../provider_refusal.ts";
import { createSpeakerLabels } from "../speaker_labels.ts";
import { millisecondsOf, orderTimes } from "../times.ts";

const share = z.number().min(0).max(1).nullish().catch(null);

const SpokenWord = z.object({
  word: z.string(),
  punctuated_word: z.string().nullish(),
  start: z.number(),
  end: z.number(),
  confidence: share,
});

/** The result of a job. Source: `ListenV1Response` in the types of @deepgram/sdk 5.13.0. */
const Answer = z.object({
  metadata: z.object({ duration: z.number().nullish() }),
  results: z.object({
    channels: z.array(z.object({
      detected_language: z.string().nullish(),
      alternatives: z.array(z.object({
        transcript: z.string(),
        confidence: share,
        words: z.array(SpokenWord).nullish(),
      })).min(1),
    })).min(1),
    utterances: z.array(z.object({
      start: z.number(),
      end: z.number(),
      transcript: z.string(),
      speaker: z.number().nullish(),
      words: z.array(SpokenWord).nullish(),
    })).nullish(),
  }),
});
type Answer = z.infer<typeof Answer>;

/**
 * What it tells of a job that failed, in the form of its errors. Source: `ErrorResponse` in the same types; that this is
 * what a callback gets then is what its guide implies ("even if the callback receives an error"), and was not seen.
 */
const Failure = z.union([
  z.object({ err_code: z.string() }),
  z.object({ err_msg: z.string() }),
  z.object({ category: z.string() }),
]);

/** Maps the body of a callback. Throws where the job failed, and `provider_answer_invalid` where it is no answer at all. */
export function readAnswer(body: string): Transcript {
  const answer = readJson("deepgram", z.union([Answer, Failure]), body);
  if (!("results" in answer)) throw errorOfOutcome("deepgram", readRefusal(body));
  const { metadata, results: { channels, utterances } } = answer;
  const [channel] = channels;
  const best = channel!.alternatives[0]!;
  return {
    text: best.transcript.trim(),
    language: languageCode(channel!.detected_language),
    confidence: best.confidence ?? null,
    audio_ms: metadata.duration == null ? null : millisecondsOf(metadata.duration),
    segments: utterances?.length ? toSegments(utterances) : groupWords(best.transcript, (best.words ?? []).map(toWord)),
  };
}

function toSegments(utterances: NonNullable<Answer["results"]["utterances"]>): TranscriptSegment[] {
  const labelOf = createSpeakerLabels();
  return utterances.map(({ transcript, start, end, speaker, words }) => ({
    text: transcript.trim(),
    ...orderTimes(start * 1000, end * 1000),
    speaker: labelOf(speaker),
    words: words?.map(toWord) ?? null,
  })).filter((segment) => segment.text !== "");
}

function toWord({ word, punctuated_word, start, end, confidence }: z.infer<typeof SpokenWord>): Word {
  return { text: punctuated_word ?? word, ...orderTimes(start * 1000, end * 1000), confidence: confidence ?? null };
}
