import { AppError } from "../../shared/errors.ts";
import { cutAudio } from "../../shared/media/cut.ts";
import { containers as labels } from "../../shared/media/containers.ts";
import type { Abilities, Audio, Span } from "../../shared/speech/types.ts";
import type { AudioStorage } from "../../shared/storage.ts";
import type { Run } from "../../shared/transcriptions.ts";

/** Long enough for the slowest reading of a piece, short enough to be worthless in a log. */
const urlSeconds = 600;

/** Long enough for a provider that is busy to get to it. */
const linkSeconds = 7200;

type Bytes = Extract<Audio, { bytes: unknown }>;

export type AudioReader = {
  /** All of the audio, as it was uploaded. Throws `object_changed` where the object is not the one that was inspected. */
  readWhole(run: Run, signal: AbortSignal): Promise<Bytes>;
  /** All of the audio, or a clip of it, behind a URL that a provider can read for two hours. */
  link(run: Run, clip: Span | undefined): Promise<Audio>;
  /** The part of the audio that `span` covers. `nextMs` is where to go on when it had to end early for its size. */
  readSpan(
    run: Run,
    span: Span,
    taker: Pick<Abilities, "bytes" | "containers">,
    signal: AbortSignal,
  ): Promise<Bytes & { offsetMs: number; nextMs: number | null }>;
};

export function createAudioReader(deps: { storage: AudioStorage; fetch: typeof fetch }): AudioReader {
  return {
    async readWhole(run, signal) {
      const response = await deps.fetch(await deps.storage.signDownload(run.objectPath, urlSeconds), { signal });
      if (!response.ok || response.headers.get("etag") !== run.objectEtag) {
        await response.body?.cancel();
        throw refusalOf(response);
      }
      const bytes = new Uint8Array(await response.arrayBuffer());
      const { mime, extension } = labels[run.container];
      return { bytes, mimeType: mime, extension, durationMs: run.durationMs };
    },
    async link(run, clip) {
      const { mime, extension } = labels[run.container];
      const url = await deps.storage.signPublicDownload(run.objectPath, linkSeconds);
      return { url, clip, mimeType: mime, extension, durationMs: run.durationMs };
    },
    async readSpan(run, span, { bytes, containers }, signal) {
      const url = await deps.storage.signDownload(run.objectPath, urlSeconds);
      const facts = {
        container: run.container,
        byteSize: run.byteSize,
        durationMs: run.durationMs,
        etag: run.objectEtag,
      };
      const { mime, ...piece } = await cutAudio(url, {
        ...span,
        maxBytes: bytes.bytes,
        containers,
        facts,
        fetch: deps.fetch,
        signal,
      });
      return { ...piece, mimeType: mime };
    },
  };
}

function refusalOf(response: Response): AppError {
  return response.ok
    ? new AppError("object_changed", "The uploaded file was replaced after it was checked: upload it as a new entry")
    : new AppError("storage_unavailable", `Storage answered ${response.status} for the audio: try again`);
}
