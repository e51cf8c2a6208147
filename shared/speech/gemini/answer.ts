import { z } from "zod";
import type { Transcript, TranscriptSegment, Word } from "../../transcript.ts";
import { groupWords } from "../group_words.ts";
import { languageCode } from "../language_code.ts";
import { answerInvalid, ProviderError } from "../../provider_error.ts";
import { createSpeakerLabels } from "../speaker_labels.ts";
import { orderTimes } from "../times.ts";

/** Milliseconds of `1.250s`; a length of nothing may be left out. Source: JSON mapping of protobuf's Duration. */
const Offset = z.string().regex(/^\d+(\.\d+)?s$/).transform((text) => parseFloat(text) * 1000).nullish();

const Part = z.object({
  text: z.string().nullish(),
  thought: z.boolean().nullish(),
  audioTranscription: z.object({
    text: z.string().nullish(),
    languageCode: z.string().nullish(),
    speakerLabel: z.string().nullish(),
    words: z.array(z.object({ word: z.string(), startOffset: Offset, endOffset: Offset })).nullish(),
    startOffset: Offset,
    endOffset: Offset,
  }).nullish(),
});
type Part = z.infer<typeof Part>;

/** An answer of generateContent. Source: "Parse the transcript" in the guide, and the types of @google/genai 3.1.0. */
export const Answer = z.object({
  candidates: z.array(z.object({
    content: z.object({ parts: z.array(Part).nullish() }).nullish(),
    finishReason: z.string().nullish(),
  })).nullish(),
  promptFeedback: z.object({ blockReason: z.string().nullish() }).nullish(),
});
type Answer = z.infer<typeof Answer>;

/** Maps an answer. Throws where the service refused the audio, or stopped before its end. */
export function readAnswer({ candidates, promptFeedback }: Answer): Transcript {
  const blocked = promptFeedback?.blockReason;
  if (blocked) throw new ProviderError("provider_rejected", `gemini refused this audio: ${blocked}`);
  const candidate = candidates?.[0];
  if (!candidate) throw answerInvalid("gemini");
  const { finishReason, content } = candidate;
  if (finishReason && finishReason !== "STOP") {
    const message = `gemini stopped before the end of the audio: ${finishReason}`;
    throw new ProviderError(finishReason === "MAX_TOKENS" ? "provider_answer_invalid" : "provider_rejected", message);
  }
  const parts = (content?.parts ?? []).filter(({ thought }) => !thought);
  const labelOf = createSpeakerLabels();
  const segments = parts.flatMap((part) => toSegments(part, labelOf));
  return {
    text: segments.map(({ text }) => text).join(" "),
    language: languageCode(
      parts.find((part) => part.audioTranscription?.languageCode)?.audioTranscription?.languageCode,
    ),
    confidence: null,
    audio_ms: null,
    segments,
  };
}

/** A part is one turn of a speaker, or all of the text where speakers are not told apart. */
function toSegments({ text, audioTranscription: own }: Part, labelOf: ReturnType<typeof createSpeakerLabels>) {
  const words = (own?.words ?? []).map(toWord);
  const grouped = groupWords(own?.text ?? text ?? "", words, labelOf(own?.speakerLabel));
  // Without words there is one segment, and times only where the part has them.
  return own?.endOffset == null || words.length > 0 ? grouped : grouped.map((segment): TranscriptSegment => ({
    ...segment,
    ...orderTimes(own.startOffset ?? 0, own.endOffset!),
  }));
}

function toWord(
  { word, startOffset, endOffset }: {
    word: string;
    startOffset?: number | null | undefined;
    endOffset?: number | null | undefined;
  },
): Word {
  const start = startOffset ?? 0;
  return { text: word, ...orderTimes(start, endOffset ?? start) };
}
