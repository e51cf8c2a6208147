import assert from "node:assert/strict";
import { createOpenAiTranscriber } from "../../shared/speech/openai.ts";
import { ProviderError } from "../../shared/speech/provider_error.ts";
import type { Audio, SpeechOptions, Transcriber } from "../../shared/speech/types.ts";

export const apiKey = "a-key-of-no-known-form";

/** Some bytes that a fake server takes for audio. */
export const someAudio: Audio = {
  bytes: new Uint8Array([1, 2, 3, 4]),
  mimeType: "audio/mpeg",
  extension: "mp3",
  durationMs: 4000,
};

/** The adapter for a model of a server. */
export function transcriberOf(server: { baseUrl: string }, model = "whisper-1"): Transcriber {
  return createOpenAiTranscriber({ apiKey, baseUrl: server.baseUrl, model });
}

/** Transcribes without a limit of time. */
export function transcribe(transcriber: Transcriber, options: SpeechOptions = {}) {
  return transcriber.transcribe(someAudio, options, new AbortController().signal);
}

/** The error that transcribing ends with. Fails where it is none of a provider. */
export async function failureOf(transcriber: Transcriber): Promise<ProviderError> {
  const error = await transcribe(transcriber).then(() => undefined, (cause) => cause);
  assert(error instanceof ProviderError, `It ended with ${error}`);
  return error;
}

/** An answer of the endpoint that is kept beside the tests. */
export async function readAnswerFixture(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(new URL(`../speech/fixtures/${name}.json`, import.meta.url)));
}
