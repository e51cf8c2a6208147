import { StorageClient, type StorageError } from "@supabase/storage-js";
import { AppError } from "./errors.ts";
import { createResumableUploads, type ResumableUploads } from "./resumable_uploads.ts";
import { keyHeaders } from "./key_headers.ts";

export type StoredObject = { etag: string; byteSize: number };

export type UploadTicket = {
  bucket: string;
  path: string;
  /** Single use, two hours. Goes into the URL, or as `x-signature` on resumable uploads. */
  token: string;
  url: string;
  resumable_url: string;
  expires_at: string;
};

/** The private bucket of audio, as the service sees it. Every method throws `storage_unavailable` when Storage fails. */
export type AudioStorage = {
  /** Facts about an object; undefined where there is none. */
  find(path: string): Promise<StoredObject | undefined>;
  upload(path: string, file: Blob | ReadableStream<Uint8Array>, mimeType: string): Promise<void>;
  resumable: ResumableUploads;
  /** Lets whoever holds the answer upload one object, past this function. */
  signUpload(path: string): Promise<UploadTicket>;
  /** A URL that reads the object for `seconds`, without any key. */
  signDownload(path: string, seconds: number): Promise<string>;
  /** The same, where those reach it who are outside of the project. */
  signPublicDownload(path: string, seconds: number): Promise<string>;
  /** Removing what is not there is no error. */
  remove(paths: string[]): Promise<void>;
  answers(milliseconds: number): Promise<boolean>;
};

const bucket = "audio";
/** How long Storage lets a signed upload be used. Source: Supabase docs, "createSignedUploadUrl". */
const uploadSeconds = 2 * 60 * 60;

export function createStorage(
  options: { supabaseUrl: string; publicUrl: string; secretKey: string; fetch?: typeof fetch },
): AudioStorage {
  const client = new StorageClient(
    `${options.supabaseUrl}/storage/v1`,
    keyHeaders(options.secretKey),
    options.fetch ?? fetch,
  );
  const audio = client.from(bucket);
  return {
    async find(path) {
      const { data, error } = await audio.info(path);
      if (error && statusOf(error) === 404) return undefined;
      const { etag, size } = demand(data, error);
      return { etag: etag ?? "", byteSize: size ?? 0 };
    },
    async upload(path, file, mimeType) {
      const { data, error } = await audio.upload(path, file, { contentType: mimeType });
      demand(data, error);
    },
    resumable: createResumableUploads(bucket, options),
    async signUpload(path) {
      const { data, error } = await audio.createSignedUploadUrl(path);
      const { token } = demand(data, error);
      const base = `${options.publicUrl}/storage/v1`;
      return {
        bucket,
        path,
        token,
        url: `${base}/object/upload/sign/${bucket}/${path}?token=${token}`,
        resumable_url: `${base}/upload/resumable/sign`,
        expires_at: new Date(Date.now() + uploadSeconds * 1000).toISOString(),
      };
    },
    async signDownload(path, seconds) {
      const { data, error } = await audio.createSignedUrl(path, seconds);
      return demand(data, error).signedUrl;
    },
    async signPublicDownload(path, seconds) {
      const { data, error } = await audio.createSignedUrl(path, seconds);
      return demand(data, error).signedUrl.replace(options.supabaseUrl, options.publicUrl);
    },
    async remove(paths) {
      if (paths.length === 0) return;
      const { data, error } = await audio.remove(paths);
      demand(data, error);
    },
    async answers(milliseconds) {
      const request = (options.fetch ?? fetch)(`${options.supabaseUrl}/storage/v1/bucket/${bucket}`, {
        headers: keyHeaders(options.secretKey),
        signal: AbortSignal.timeout(milliseconds),
      });
      return await request.then(async (response) => (await response.body?.cancel(), response.ok), () => false);
    },
  };
}

/** Storage answers 400 and says what it means in the body. */
function statusOf(error: StorageError): number {
  return Number(error.statusCode ?? error.status);
}

function demand<T>(data: T | null, error: StorageError | null): T {
  if (data !== null) return data;
  throw new AppError("storage_unavailable", "Storage did not do what was asked of it: try again", { cause: error });
}
