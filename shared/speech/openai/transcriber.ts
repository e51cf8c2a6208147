import OpenAI, { APIError } from "openai";
import { bytesOf } from "../audio_bytes.ts";
import { keyOf, lostConnection, withoutKey } from "../../call_provider.ts";
import { answerInvalid, errorOfStatus, ProviderError } from "../../provider_error.ts";
import { readRetryAfter } from "../../provider_refusal.ts";
import type { Audio, Call, Service, SpeechOptions, Transcriber } from "../types.ts";
import { familyOf, openaiAbilities } from "./abilities.ts";
import { readAnswer } from "./answer.ts";

const formats = {
  words: { response_format: "verbose_json", timestamp_granularities: ["word", "segment"] },
  segments: { response_format: "verbose_json" },
  speakers: { response_format: "diarized_json", chunking_strategy: "auto" },
  text: { response_format: "json" },
} satisfies Record<string, Partial<OpenAI.Audio.TranscriptionCreateParamsNonStreaming>>;

type Format = (typeof formats)[keyof typeof formats];

/**
 * OpenAI's transcription endpoint, or any server that speaks it. Asks for the richest form that the model is known to
 * give, and for less where that is refused. Source of what each model gives: the types of the openai package.
 */
export function createOpenaiTranscriber(service: Service, fetchFn: typeof fetch = fetch): Transcriber {
  let candidates = formatsOf(service.model);
  return {
    name: "openai",
    model: service.model,
    abilities: openaiAbilities(service.model),
    async submit(audio, options, { signal, apiKey: own }) {
      const apiKey = keyOf("openai", service, own);
      const client = new OpenAI({ apiKey, baseURL: service.baseUrl, fetch: fetchFn, maxRetries: 0 });
      const form = formOf(service.model, audio, options);
      let refusal: unknown;
      for (const format of candidates) {
        try {
          const answer = await client.audio.transcriptions.create({ ...format, ...form }, { signal });
          candidates = [format];
          return { transcript: readAnswer(answer) };
        } catch (error) {
          if (!isRefusal(error)) throw asProviderError(error, signal, apiKey);
          refusal = error;
        }
      }
      throw asProviderError(refusal, signal, apiKey);
    },
  };
}

function formatsOf(model: string): Format[] {
  switch (familyOf(model)) {
    case "speakers":
      return [formats.speakers, formats.text];
    case "timed":
      return [formats.words, formats.segments, formats.text];
    default:
      return [formats.text];
  }
}

function formOf(model: string, audio: Audio, { language, prompt, keyterms }: SpeechOptions) {
  const listsLanguages = familyOf(model) === "guided";
  return {
    model,
    file: new File([bytesOf(audio)], `audio.${audio.extension}`, { type: audio.mimeType }),
    ...(language && (listsLanguages ? { languages: [language] } : { language })),
    ...(prompt && { prompt }),
    ...(keyterms?.length && { keywords: keyterms }),
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof APIError && (error.status === 400 || error.status === 422);
}

function asProviderError(error: unknown, signal: Call["signal"], apiKey: string): Error {
  if (error instanceof ProviderError) return error;
  if (error instanceof APIError && error.status !== undefined) {
    // The package puts the status before what the service said.
    const said = error.message.replace(/^\d{3} /, "");
    const codes = [error.code, error.type].filter(Boolean).join(" ");
    const retrySeconds = readRetryAfter(error.headers?.get("retry-after"));
    return errorOfStatus("openai", error.status, withoutKey({ said, codes, retrySeconds }, apiKey));
  }
  if (error instanceof SyntaxError && !signal.aborted) return answerInvalid("openai", error);
  return lostConnection("openai", error, signal);
}
