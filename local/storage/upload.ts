import { Buffer } from "node:buffer";
import { z } from "zod";
import { entityTooLarge } from "./errors.ts";
import type { Files, ReceivedFile } from "./files.ts";
import { readForm } from "./form.ts";
import { checkCacheControl, checkMimeType, checkSize, limitBytes } from "./limits.ts";
import { describeFile, type ObjectMetadata } from "./objects.ts";

export type BucketLimits = { sizeLimit: number | null; mimeTypes: string[] | null };

export type Upload = { version: string; metadata: ObjectMetadata; userMetadata: Record<string, unknown> };

const userMetadata = z.record(z.string(), z.unknown());

type Incoming = {
  body: ReadableStream<Uint8Array>;
  contentType: string;
  headers: Headers;
  limits: BucketLimits;
  receive: (stream: AsyncIterable<Uint8Array>) => Promise<ReceivedFile>;
};

/**
 * Receives the body of an upload, multipart or the bytes themselves, into a file of the bucket.
 * Throws `InvalidMimeType`, `EntityTooLarge` or `InvalidRequest`, after which no file is left.
 */
export async function receiveUpload(
  request: Request,
  files: Files,
  bucket: string,
  limits: BucketLimits,
): Promise<Upload> {
  let received: ReceivedFile | undefined;
  const incoming = {
    body: request.body ?? new Blob([]).stream(),
    contentType: request.headers.get("content-type") ?? "",
    headers: request.headers,
    limits,
    receive: async (stream: AsyncIterable<Uint8Array>) => received = await files.receive(bucket, stream),
  };
  try {
    const isForm = incoming.contentType.startsWith("multipart/form-data");
    return await (isForm ? receiveForm(incoming) : receiveBytes(incoming));
  } catch (error) {
    if (received) await files.remove(bucket, received.version);
    throw error;
  }
}

async function receiveForm({ body, contentType, limits, receive }: Incoming): Promise<Upload> {
  const form = await readForm({ body, contentType, limit: limitBytes(limits) }, receive);
  const { fields, file } = form;
  const mimeType = fields.get("contentType") ?? form.mimeType;
  checkMimeType(mimeType, limits.mimeTypes);
  if (form.truncated) throw entityTooLarge();
  const seconds = fields.get("cacheControl");
  const cacheControl = checkCacheControl(seconds ? `max-age=${seconds}` : "no-cache");
  const metadata = fields.get("metadata") ?? fields.get("userMetadata");
  return {
    version: file.version,
    metadata: describeFile(file, mimeType, cacheControl),
    userMetadata: parseUserMetadata(metadata) ?? {},
  };
}

/** The platform looks at `content-length` alone here, so a chunked body passes the bucket's limit, there and here. */
async function receiveBytes({ body, contentType, headers, limits, receive }: Incoming): Promise<Upload> {
  const mimeType = contentType || "application/octet-stream";
  checkMimeType(mimeType, limits.mimeTypes);
  checkSize(Number(headers.get("content-length") ?? 0), limits);
  const cacheControl = checkCacheControl(headers.get("cache-control") ?? "no-cache");
  const encoded = headers.get("x-metadata");
  const file = await receive(body);
  return {
    version: file.version,
    metadata: describeFile(file, mimeType, cacheControl),
    userMetadata: parseUserMetadata(encoded && Buffer.from(encoded, "base64").toString()) ?? {},
  };
}

/** A user's own JSON about an object, or null: what is not a JSON object is dropped without an error. */
export function parseUserMetadata(text: string | null | undefined): Record<string, unknown> | null {
  try {
    return userMetadata.safeParse(JSON.parse(text ?? "null")).data ?? null;
  } catch {
    return null;
  }
}
