import { AppError } from "./errors.ts";
import { keyHeaders } from "./key_headers.ts";

/**
 * Uploads to the bucket of audio that outlive whoever began them, by TUS 1.0.0. Every method throws `storage_unavailable` when
 * Storage fails.
 */
export type ResumableUploads = {
  /** Begins one, in place of any object at the path. `byteSize` is undefined where it is not known yet. Throws `file_too_large`. */
  begin(path: string, byteSize: number | undefined, signal: AbortSignal, mimeType?: string): Promise<string>;
  /** How many bytes have come; undefined where Storage knows the upload no more. */
  offset(id: string, signal: AbortSignal): Promise<number | undefined>;
  /** Adds a part at `offset`: `partBytes`, but for the last one, which tells the size where it was not known. */
  append(
    id: string,
    part: { offset: number; bytes: Uint8Array<ArrayBuffer>; byteSize?: number },
    signal: AbortSignal,
  ): Promise<void>;
};

/** What Storage wants a part to have. Source: Supabase docs, "Resumable Uploads". */
export const partBytes = 6 * 1024 * 1024;

type Options = { supabaseUrl: string; secretKey: string; fetch?: typeof fetch | undefined };

export function createResumableUploads(bucket: string, options: Options): ResumableUploads {
  const base = `${options.supabaseUrl}/storage/v1/upload/resumable`;
  const send = async (method: string, url: string, signal: AbortSignal, headers: HeadersInit, body?: BodyInit) => {
    let response: Response;
    try {
      response = await (options.fetch ?? fetch)(url, {
        method,
        signal,
        headers: { ...keyHeaders(options.secretKey), "tus-resumable": "1.0.0", "x-upsert": "true", ...headers },
        ...(body && { body }),
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw unavailable(cause);
    }
    await response.body?.cancel();
    if (response.status === 413) {
      throw new AppError("file_too_large", "The file is larger than Storage takes: bring a smaller one");
    }
    return response;
  };

  return {
    async begin(path, byteSize, signal, mimeType = "application/octet-stream") {
      const metadata = { bucketName: bucket, objectName: path, contentType: mimeType };
      const response = await send("POST", base, signal, {
        "upload-metadata": Object.entries(metadata).map(([name, value]) => `${name} ${btoa(value)}`).join(","),
        ...(byteSize === undefined ? { "upload-defer-length": "1" } : { "upload-length": String(byteSize) }),
      });
      // Storage calls itself by its public name, which need not be ours for it: only the last part is the upload's own.
      const id = /\/([\w-]+)$/.exec(response.headers.get("location") ?? "")?.[1];
      if (response.status !== 201 || id === undefined) throw unavailable(`It answered ${response.status}`);
      return id;
    },
    async offset(id, signal) {
      const response = await send("HEAD", `${base}/${id}`, signal, {});
      if (response.status >= 500) throw unavailable(`It answered ${response.status}`);
      const offset = response.headers.get("upload-offset");
      return response.ok && offset !== null ? Number(offset) : undefined;
    },
    async append(id, { offset, bytes, byteSize }, signal) {
      const response = await send("PATCH", `${base}/${id}`, signal, {
        "content-type": "application/offset+octet-stream",
        "upload-offset": String(offset),
        ...(byteSize !== undefined && { "upload-length": String(byteSize) }),
      }, bytes);
      if (response.status !== 204) throw unavailable(`It answered ${response.status}`);
    },
  };
}

function unavailable(cause: unknown): AppError {
  return new AppError("storage_unavailable", "Storage did not take the file: try again", { cause });
}
