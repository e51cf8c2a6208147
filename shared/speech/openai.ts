import OpenAI, { APIError } from "openai";
import type { OpenAiService } from "../config.ts";
import { answerInvalid, readAnswer } from "./openai_answer.ts";
import { errorOfStatus, ProviderError } from "./provider_error.ts";
import type { Audio, SpeechOptions, Transcriber } from "./types.ts";

/** The service takes 25 MB a file, and the rest of the form needs room too. Source: OpenAI's speech-to-text guide. */
const maxBytes = 24 * 1024 * 1024;
/** The call is answered when the work is done, and a function may not wait longer than its wall clock. */
const maxMilliseconds = 10 * 60 * 1000;

/** Bare ADTS (.aac) is not on the service's list of file types. Source: the same guide. */
const containers = ["mp3", "mp4", "wav", "flac", "ogg", "webm"] as const;

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
export function createOpenAiTranscriber(service: OpenAiService, fetchFn: typeof fetch = fetch): Transcriber {
  const client = new OpenAI({ apiKey: service.apiKey, baseURL: service.baseUrl, fetch: fetchFn, maxRetries: 0 });
  let candidates = formatsOf(service.model);
  return {
    name: "openai",
    model: service.model,
    containers,
    limits: { bytes: maxBytes, milliseconds: maxMilliseconds },
    async transcribe(audio, options, signal) {
      let refusal: unknown;
      for (const format of candidates) {
        try {
          const answer = await client.audio.transcriptions.create({
            ...format,
            ...formOf(service.model, audio, options),
          }, { signal });
          candidates = [format];
          return readAnswer(answer);
        } catch (error) {
          if (!isRefusal(error)) throw asProviderError(error, signal, service.apiKey);
          refusal = error;
        }
      }
      throw asProviderError(refusal, signal, service.apiKey);
    },
  };
}

function formatsOf(model: string): Format[] {
  if (model.includes("diarize")) return [formats.speakers, formats.text];
  if (/^gpt-.*transcribe/.test(model)) return [formats.text];
  return [formats.words, formats.segments, formats.text];
}

function formOf(model: string, audio: Audio, options: SpeechOptions) {
  return {
    model,
    file: new File([audio.bytes], `audio.${audio.extension}`, { type: audio.mimeType }),
    ...(options.language && { language: options.language }),
    ...(options.prompt && { prompt: options.prompt }),
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof APIError && (error.status === 400 || error.status === 422);
}

function asProviderError(error: unknown, signal: AbortSignal, apiKey: string): Error {
  if (signal.aborted && signal.reason instanceof Error) return signal.reason;
  if (error instanceof ProviderError || !(error instanceof Error)) return error as Error;
  if (error instanceof APIError && error.status !== undefined) {
    // The package puts the status before what the service said; a service may repeat the key that it refuses.
    const said = error.message.replace(/^\d{3} /, "").replaceAll(apiKey, "[redacted]");
    return errorOfStatus("openai", error.status, said, secondsOf(error.headers?.get("retry-after")));
  }
  if (error instanceof SyntaxError) return answerInvalid(error);
  return new ProviderError("provider_unavailable", `openai could not be reached: ${error.message}`, { cause: error });
}

/** `Retry-After` holds seconds or a date. Source: RFC 9110, section 10.2.3. */
function secondsOf(retryAfter: string | null | undefined): number {
  if (!retryAfter) return 0;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0;
}
