import { type AudioContainer, containerOfFileName } from "../../media/containers.ts";
import { ProviderError } from "../../provider_error.ts";
import type { Audio, SpeechOptions } from "../types.ts";

/** What the service calls each container. Source: "Supported audio formats" in its guide on audio transcription. */
const mimeTypes: Record<AudioContainer, string> = {
  mp3: "audio/mp3",
  wav: "audio/wav",
  mp4: "audio/m4a",
  aac: "audio/aac",
  ogg: "audio/ogg",
  flac: "audio/flac",
  webm: "audio/webm",
};

/** The name that the service has for what the audio is in. */
export function mimeTypeOf({ extension, mimeType }: Audio): string {
  const container = containerOfFileName(`audio.${extension}`);
  return container ? mimeTypes[container] : mimeType;
}

/** Languages that the service lists with another tag than the most likely one. Source: the same guide. */
const tags: Record<string, string> = { zh: "cmn-Hans-CN", no: "nb-NO", sw: "sw-KE" };

/** BCP 47 with a region, as the service lists its languages: `fr` becomes `fr-FR`. */
export function languageTag(code: string): string {
  const { language, region } = new Intl.Locale(code).maximize();
  return tags[code] ?? (region ? `${language}-${region}` : language);
}

/** How the audio is given: within the request, or by the address of an uploaded file. */
export type Source = { inlineData: { data: string; mimeType: string } } | {
  fileData: { fileUri: string; mimeType: string };
};

/** The body of POST models/{model}:generateContent. Source: the same guide, and the types of @google/genai 3.1.0. */
export function requestOf(source: Source, { language, diarize }: SpeechOptions) {
  const audioTranscriptionConfig = {
    wordTimestamp: true,
    ...(language && { languageCodes: [languageTag(language)] }),
    ...(diarize !== undefined && { diarization: diarize }),
  };
  return { contents: [{ role: "user", parts: [source] }], generationConfig: { audioTranscriptionConfig } };
}

/** Other models write down what they are asked to, with no times that could be relied on; the live ones take streams. */
export function demandTranscriptionModel(model: string): void {
  if (model.includes("transcribe") && !model.includes("live")) return;
  const message = `gemini does not transcribe files with '${model}': the operator has to configure a model for ` +
    "transcription, such as gemini-3.5-transcribe";
  throw new ProviderError("provider_rejected", message);
}
