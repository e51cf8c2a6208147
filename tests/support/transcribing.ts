import assert from "node:assert/strict";
import type { ProviderName } from "../../shared/config/speech.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import { providers } from "../../shared/speech/registry.ts";
import type { Audio, Call, Service, SpeechOptions, Transcriber } from "../../shared/speech/types.ts";
import { Transcript } from "../../shared/transcript.ts";
import type { ProviderServer } from "./provider_server.ts";

export const apiKey = "a-key-of-no-known-form";

/** Some bytes that a fake server takes for audio. */
export const someAudio: Audio = {
  bytes: new Uint8Array([1, 2, 3, 4]),
  mimeType: "audio/mpeg",
  extension: "mp3",
  durationMs: 4000,
};

/** The same behind a signed URL. */
export const linkedAudio: Audio = {
  url: "https://project.example.com/storage/v1/object/sign/audio/some.mp3?token=e30.e30.c2ln",
  mimeType: "audio/mpeg",
  extension: "mp3",
  durationMs: 4000,
};

/** A call that nobody stops and whose callback nobody takes. */
export function callWith(changes: Partial<Call> = {}): Call {
  return {
    signal: new AbortController().signal,
    dispatchId: crypto.randomUUID(),
    callback: { url: "http://127.0.0.1:9/functions/v1/callback?dispatch=one", token: "token-of-the-callback" },
    ...changes,
  };
}

/** The adapter of a provider for a server. */
export async function transcriberOf(
  provider: ProviderName,
  server: { baseUrl: string },
  changes: Partial<Service> & { model: string },
): Promise<Transcriber> {
  return await providers[provider].load({ apiKey, baseUrl: server.baseUrl, ...changes }, fetch);
}

/** Transcribes to the end: where the provider answers later, its call is read and its result fetched. */
export async function transcribe(
  transcriber: Transcriber,
  server: ProviderServer,
  options: SpeechOptions = {},
  { audio = someAudio, call = callWith() }: { audio?: Audio; call?: Call } = {},
): Promise<Transcript> {
  const outcome = await transcriber.submit(audio, options, call);
  if ("transcript" in outcome) return Transcript.parse(outcome.transcript);
  const { later } = transcriber;
  assert(later, "It answers later, yet has nothing for that");
  await server.finish(outcome.externalId);
  const answer = later.readAnswer(server.callbackBody(outcome.externalId));
  if ("transcript" in answer) return Transcript.parse(answer.transcript);
  assert.equal(answer.externalId, outcome.externalId);
  return Transcript.parse(await later.fetchResult?.(answer.externalId, call.signal));
}

/** The error that `work` ends with. Fails where it is none of a provider. */
export async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(() => undefined, (cause) => cause);
  assert(error instanceof ProviderError, `It ended with ${error}`);
  return error;
}
