import { z } from "zod";
import type { Transcript, TranscriptSegment, Word } from "../../transcript.ts";
import { answerInvalid, errorOfOutcome, ProviderError } from "../../provider_error.ts";
import { groupWords } from "../group_words.ts";
import { languageCode } from "../language_code.ts";
import { createSpeakerLabels } from "../speaker_labels.ts";
import { millisecondsOf, orderTimes } from "../times.ts";

const SpokenWord = z.object({
  text: z.string(),
  start: z.number(),
  end: z.number(),
  confidence: z.number().min(0).max(1).nullish().catch(null),
});

/** A transcript as GET /v2/transcript/{id} gives it. Source: the types of the assemblyai package, 4.41.5. */
export const Answer = z.object({
  status: z.enum(["queued", "processing", "completed", "error"]),
  error: z.string().nullish(),
  audio_url: z.string().nullish(),
  text: z.string().nullish(),
  language_code: z.string().nullish(),
  confidence: z.number().min(0).max(1).nullish().catch(null),
  audio_duration: z.number().nullish(),
  words: z.array(SpokenWord).nullish(),
  utterances: z.array(SpokenWord.extend({ speaker: z.string().nullish(), words: z.array(SpokenWord).nullish() }))
    .nullish(),
});
export type Answer = z.infer<typeof Answer>;

/** What its list shows of a transcript, newest first; `prev_url` is the page of older ones. Source: the same types. */
export const Page = z.object({
  page_details: z.object({ prev_url: z.string().nullish() }),
  transcripts: z.array(z.object({ id: z.string(), audio_url: z.string().nullish() })),
});

/** The body of its call when the work is done. Source: `TranscriptReadyNotification` in the same types. */
export const Notification = z.object({ transcript_id: z.string().min(1), status: z.enum(["completed", "error"]) });

/** What takes the place of the audio's address in a transcript that was deleted. Source: the guide on deleting. */
const deletedUrl = "http://deleted_by_user";

/** Undefined while the work goes on. Throws where it failed. */
export function readTranscript(answer: Answer): Transcript | undefined {
  const { status, error, text, language_code, confidence, audio_duration } = answer;
  if (status === "queued" || status === "processing") return undefined;
  if (status === "error") throw errorOfOutcome("assemblyai", { said: error || "it did not say why" });
  if (answer.audio_url === deletedUrl) {
    throw new ProviderError("provider_rejected", "assemblyai has deleted this transcript");
  }
  if (text === undefined) throw answerInvalid("assemblyai");
  return {
    text: text?.trim() ?? "",
    language: languageCode(language_code),
    confidence: confidence ?? null,
    audio_ms: audio_duration == null ? null : millisecondsOf(audio_duration),
    segments: segmentsOf(answer),
  };
}

/** Utterances where speakers were told apart, else sentences. */
function segmentsOf({ text, words, utterances }: Answer): TranscriptSegment[] {
  if (!utterances?.length) return groupWords(text ?? "", (words ?? []).map(toWord));
  const labelOf = createSpeakerLabels();
  return utterances.map((utterance) => ({
    text: utterance.text.trim(),
    ...orderTimes(utterance.start, utterance.end),
    speaker: labelOf(utterance.speaker),
    words: utterance.words?.map(toWord) ?? null,
  })).filter((segment) => segment.text !== "");
}

function toWord({ text, start, end, confidence }: z.infer<typeof SpokenWord>): Word {
  return { text, ...orderTimes(start, end), confidence: confidence ?? null };
}
