import type { AudioContainer } from "../media/containers.ts";
import type { Transcript } from "../transcript.ts";

/** Audio on its way to a provider: bytes of at most `limits.bytes`, or all of it behind a short-lived URL. */
export type Audio = { bytes: Uint8Array<ArrayBuffer>; mimeType: string; extension: string; durationMs: number };

/** What a caller may ask for. `language` is ISO 639-1; absent means that the provider detects it. */
export type SpeechOptions = { language?: string | undefined; prompt?: string | undefined };

/** A speech-to-text service. Facts about it are data, so that whoever plans the work need not know its name. */
export type Transcriber = {
  readonly name: string;
  readonly model: string;
  /** What it can read. Audio in another container is put into one of these first, without decoding. */
  readonly containers: readonly AudioContainer[];
  /** The most that one call takes. */
  readonly limits: { bytes: number; milliseconds: number };
  /** Times in the answer count from the start of `audio`. Throws `ProviderError`. */
  transcribe(audio: Audio, options: SpeechOptions, signal: AbortSignal): Promise<Transcript>;
};
