import { AppError } from "../errors.ts";
import { cutOff } from "./completeness.ts";
import { type AudioContainer, containerOfFileName, containerOfMime, containers } from "./containers.ts";
import { openHttpSource } from "./http_source.ts";
import { inspectTrack } from "./inspect_track.ts";
import type { Fetch } from "./range_request.ts";
import { recogniseContent } from "./recognise.ts";

/** What is known of an uploaded file. `codec` is named as in WebCodecs; `mime` and `extension` are the container's. */
export type AudioFacts = {
  container: AudioContainer;
  codec: string;
  channels: number;
  sampleRate: number;
  durationMs: number;
  mime: string;
  extension: string;
  byteSize: number;
  etag?: string;
};

export type InspectOptions = { declaredMime?: string; fileName?: string; maxSeconds: number; fetch: Fetch };

/**
 * Reads as much of a file as it takes to know that it is sound, whole and as labelled, and how long it lasts.
 * Throws `file_empty`, `file_not_audio`, `file_mislabelled`, `codec_not_supported`, `file_truncated`, `audio_too_long`
 * and what `openHttpSource` throws.
 */
export async function inspectAudio(url: string, options: InspectOptions): Promise<AudioFacts> {
  const source = await openHttpSource(url, options.fetch);
  if (source.size === 0) throw new AppError("file_empty", "The file has no content. Choose another file.");
  const { container, start } = await recogniseContent(source);
  checkLabel(container, options);
  const { durationSeconds, ...track } = await inspectTrack(source, container, start, options.maxSeconds);
  const durationMs = Math.round(durationSeconds * 1000);
  if (!(durationMs > 0)) throw cutOff(container, 0);
  if (durationSeconds > options.maxSeconds) {
    throw new AppError(
      "audio_too_long",
      `The audio is longer than ${tellSeconds(options.maxSeconds)}. Split it and upload the parts.`,
    );
  }
  const { mime, extension } = containers[container];
  const facts = {
    container,
    ...track,
    durationMs,
    mime,
    extension,
    byteSize: source.size,
  };
  return source.etag === undefined ? facts : { ...facts, etag: source.etag };
}

function tellSeconds(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}

function checkLabel(container: AudioContainer, { declaredMime = "", fileName = "" }: InspectOptions): void {
  const claimOfMime = containerOfMime(declaredMime);
  const claim = claimOfMime ?? containerOfFileName(fileName);
  if (claim === null || claim === container) return;
  const label = claimOfMime === null ? `the name "${fileName}"` : `the type "${declaredMime}"`;
  const { title, mime, extension } = containers[container];
  throw new AppError(
    "file_mislabelled",
    `The file has ${label}, which stands for ${containers[claim].title}, but its content is ${title}. ` +
      `Upload it as "${mime}" with a name that ends in ".${extension}".`,
  );
}
