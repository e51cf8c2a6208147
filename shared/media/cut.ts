import { AppError } from "../errors.ts";
import { adtsFrames } from "./adts_frames.ts";
import { type AudioContainer, containers } from "./containers.ts";
import type { CutRange, CutResult } from "./cut_result.ts";
import { cutFlac } from "./flac.ts";
import { readFlacLayout } from "./flac_stream.ts";
import { cutFrames } from "./frame_cut.ts";
import { type HttpSource, openHttpSource } from "./http_source.ts";
import { mp3Frames } from "./mp3_frames.ts";
import { cutPackets } from "./packet_cut.ts";
import type { AudioFacts } from "./probe.ts";
import type { Fetch } from "./range_request.ts";
import { recogniseContent } from "./recognise.ts";
import { cutWav, readWavLayout } from "./wav.ts";

/**
 * A part of a recording as a file of its own. Times are milliseconds; `offsetMs` is where its first sound stands in the
 * whole. `nextMs` is where to go on when the piece had to end early for its size, and null when it holds all of the range.
 */
export type AudioPiece = {
  bytes: Uint8Array<ArrayBuffer>;
  mime: string;
  extension: string;
  offsetMs: number;
  durationMs: number;
  nextMs: number | null;
};

export type CutOptions = {
  startMs: number;
  endMs: number;
  maxBytes: number;
  facts: Pick<AudioFacts, "container" | "byteSize" | "durationMs" | "etag">;
  /** What the piece may be in; all that can be written where absent. Only bare ADTS can be avoided: as MP4. */
  containers?: readonly AudioContainer[];
  fetch: Fetch;
  signal?: AbortSignal | undefined;
};

/**
 * Copies [startMs, endMs) out of a file without decoding it. Ranges that meet give pieces that meet: every packet is in
 * exactly one of them, also where a piece ends early and the next one begins at its `nextMs`.
 * Throws `invalid_request` (a range past the end, `maxBytes` below one packet), `codec_not_supported`, `file_truncated`,
 * `object_changed` and what `openHttpSource` throws; an aborted `signal` ends the cut with its reason.
 */
export async function cutAudio(url: string, options: CutOptions): Promise<AudioPiece> {
  const { startMs, endMs, maxBytes, facts, containers: allowed, fetch, signal } = options;
  if (!(startMs >= 0 && startMs < endMs && startMs < facts.durationMs)) throw refuseRange(options);
  const source = await openHttpSource(url, fetch, signal);
  if (source.size !== facts.byteSize || (facts.etag !== undefined && source.etag !== facts.etag)) {
    throw new AppError(
      "object_changed",
      "The uploaded file was replaced after it was checked: upload it as a new entry",
    );
  }
  const range = { startMs, endMs, maxBytes };
  const { bytes, startSeconds, endSeconds, isComplete, container } = await cutContainer(source, facts, range, allowed);
  if (endSeconds <= startSeconds || bytes.length === 0) throw refuseRange(options);
  const { mime, extension } = containers[container];
  const offsetMs = Math.max(0, Math.round(startSeconds * 1000));
  const durationMs = Math.round((endSeconds - startSeconds) * 1000);
  // Rounded down, the time still lies within the next packet's first half, so that the next piece begins with it.
  return { bytes, mime, extension, offsetMs, durationMs, nextMs: isComplete ? null : Math.floor(endSeconds * 1000) };
}

async function cutContainer(
  source: HttpSource,
  { container, durationMs }: CutOptions["facts"],
  range: CutRange,
  allowed: readonly AudioContainer[] | undefined,
): Promise<CutResult & { container: AudioContainer }> {
  if (container === "wav") return { container, ...await cutWav(source, await readWavLayout(source), range) };
  const mayBeBare = allowed === undefined || allowed.includes("aac");
  const isCutByFrames = container === "mp3" || container === "flac" || (container === "aac" && mayBeBare);
  if (!isCutByFrames) return await cutPackets(source, container, range);
  const { start } = await recogniseContent(source);
  if (container === "flac") return { container, ...await cutFlac(source, await readFlacLayout(source, start), range) };
  const format = container === "mp3" ? mp3Frames : adtsFrames;
  return { container, ...await cutFrames(source, format, start, durationMs, range) };
}

function refuseRange({ startMs, endMs, maxBytes, facts }: CutOptions): AppError {
  return new AppError(
    "invalid_request",
    `No piece of at most ${maxBytes} bytes can be cut from ${startMs} ms to ${endMs} ms: ` +
      `the audio lasts ${facts.durationMs} ms. Choose a range within it.`,
  );
}
