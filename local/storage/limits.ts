import { entityTooLarge, invalidMimeType, invalidRequest } from "./errors.ts";

/** The largest object that a bucket without a limit of its own takes, in bytes: 50 GiB. */
export const largestObject = 50 * 1024 ** 3;

/** The limit that holds for a bucket, in bytes. */
export function limitBytes(bucket: { sizeLimit: number | null }): number {
  return Math.min(bucket.sizeLimit ?? largestObject, largestObject);
}

/** Throws `InvalidMimeType` unless the bucket takes it. The platform compares case and parameters too; only `audio/*` is a pattern. */
export function checkMimeType(mimeType: string, allowed: string[] | null): void {
  if (!isHeaderValue(mimeType)) throw invalidMimeType(encodeURI(mimeType));
  if (!allowed || allowed.length === 0) return;
  const family = `${mimeType.split("/")[0]}/*`;
  if (!allowed.some((type) => type === mimeType || type === family || type === "*/*")) throw invalidMimeType(mimeType);
}

/** Throws `EntityTooLarge` for a declared or received size, in bytes, over the bucket's limit. */
export function checkSize(size: number, bucket: { sizeLimit: number | null }): void {
  if (size > limitBytes(bucket)) throw entityTooLarge();
}

/** The `cache-control` to store. Throws `InvalidRequest` for a text that no download could send as a header. */
export function checkCacheControl(value: string): string {
  if (!isHeaderValue(value)) throw invalidRequest("The cache control is not a valid header value");
  return value;
}

function isHeaderValue(value: string): boolean {
  return /^[\x20-\x7e]+$/.test(value);
}
