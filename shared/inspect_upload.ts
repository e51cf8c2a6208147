import { AppError, type ProblemCode } from "./errors.ts";
import type { Clamd } from "./malware/clamd.ts";
import { refuseInfected } from "./malware/refuse_infected.ts";
import { inspectAudio } from "./media/probe.ts";
import type { AudioStorage, StoredObject } from "./storage.ts";
import type { UploadLimits } from "./upload_limits.ts";

/** What is known of an object that passed: the columns of its entry. */
export type InspectedUpload = {
  mime_type: string;
  byte_size: number;
  object_etag: string;
  container: string;
  codec: string;
  channels: number;
  sample_rate: number;
  duration_ms: number;
};

/** What can be wrong with a file. */
export const fileProblems: ProblemCode[] = [
  "file_empty",
  "file_too_large",
  "file_not_audio",
  "file_mislabelled",
  "file_truncated",
  "codec_not_supported",
  "audio_too_long",
  "file_infected",
];

export type InspectDeps = { storage: AudioStorage; fetch: typeof fetch; config: { clamd: Clamd | undefined } };

/** Reading what is needed takes a few requests; the URL lives as long as one function may. */
const urlSeconds = 150;

/** What is in Storage where an upload was to go. Throws `upload_missing`. */
export async function findUpload(storage: AudioStorage, path: string): Promise<StoredObject> {
  const object = await storage.find(path);
  if (object) return object;
  throw new AppError("upload_missing", "Upload the file to the entry's upload URL first, then complete it");
}

/**
 * Checks an uploaded object: its size, by its content that it is sound audio of the kind it is said to be, and by the scanner,
 * where there is one, that it holds no malware. Throws `upload_missing`, `scanner_unavailable` and `fileProblems`.
 */
export async function inspectUpload(
  { storage, fetch: fetchFn, config: { clamd } }: InspectDeps,
  { object, ...upload }: { path: string; fileName: string; mimeType: string | null; object: StoredObject },
  limits: UploadLimits,
): Promise<InspectedUpload> {
  refuseLarger(object.byteSize, limits);
  const url = await storage.signDownload(upload.path, urlSeconds);
  const facts = await inspectAudio(url, {
    declaredMime: upload.mimeType ?? "",
    fileName: upload.fileName,
    maxSeconds: limits.maxSeconds,
    fetch: fetchFn,
  });
  const etag = facts.etag ?? object.etag;
  if (clamd) await refuseInfected({ url, path: upload.path, etag, clamd, fetch: fetchFn });
  return {
    mime_type: facts.mime,
    byte_size: facts.byteSize,
    object_etag: etag,
    container: facts.container,
    codec: facts.codec,
    channels: facts.channels,
    sample_rate: facts.sampleRate,
    duration_ms: facts.durationMs,
  };
}

/** Throws `file_too_large`. */
export function refuseLarger(byteSize: number, { maxBytes }: UploadLimits): void {
  if (byteSize <= maxBytes) return;
  throw new AppError("file_too_large", `The file has ${byteSize} bytes: upload one of ${maxBytes} bytes at most`);
}
