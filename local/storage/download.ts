import type { Context } from "hono";
import type { Deps } from "./context.ts";
import { StorageError } from "./errors.ts";
import { readRange } from "./files.ts";
import { findObject, type Place, type StoredObject } from "./objects.ts";
import { parseRange } from "./ranges.ts";
import type { Identity } from "./tokens.ts";

/**
 * Answers with an object's bytes as the caller may see them: whole, a range, or 304. `expires`, the end of a signed URL in seconds
 * since 1970, takes the place of `cache-control`. Throws `NoSuchKey` and `InvalidRange`.
 */
export async function sendObject(
  c: Context,
  { database, files }: Deps,
  identity: Identity,
  place: Place,
  expires?: number,
): Promise<Response> {
  for (let attempt = 1;; attempt++) {
    const object = await findObject(database, identity, place);
    const file = await files.open(object.bucket_id, object.version).catch((error) => {
      // The object was replaced between the row and the file: the next row names the new file.
      if (error instanceof StorageError && attempt < 5) return undefined;
      throw error;
    });
    if (file) return respond(c, object, file, expires);
  }
}

function respond(c: Context, object: StoredObject, file: Deno.FsFile, expires: number | undefined): Response {
  let sent = false;
  try {
    const { size } = object.metadata;
    const headers = describeObject(c, object, expires);
    if (isUnchanged(c, object)) {
      headers.set("content-length", "0");
      return new Response(null, { status: 304, headers });
    }
    const wanted = c.req.header("range");
    const { start, end } = wanted === undefined ? { start: 0, end: size - 1 } : parseRange(wanted, size);
    headers.set("content-length", String(end - start + 1));
    if (wanted !== undefined) headers.set("content-range", `bytes ${start}-${end}/${size}`);
    sent = c.req.method !== "HEAD" && size > 0;
    return new Response(sent ? readRange(file, start, end) : null, {
      status: wanted === undefined ? 200 : 206,
      headers,
    });
  } finally {
    if (!sent) file.close();
  }
}

function describeObject(c: Context, { metadata }: StoredObject, expires: number | undefined): Headers {
  const headers = new Headers({
    "accept-ranges": "bytes",
    "content-type": metadata.mimetype,
    etag: metadata.eTag,
    "last-modified": new Date(metadata.lastModified).toUTCString(),
    "x-robots-tag": "none",
  });
  if (expires === undefined) headers.set("cache-control", metadata.cacheControl);
  else headers.set("expires", new Date(expires * 1000).toUTCString());
  const download = c.req.query("download");
  if (download !== undefined) headers.set("content-disposition", describeAttachment(download));
  return headers;
}

function describeAttachment(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed());
  return name === "" ? "attachment;" : `attachment; filename=${encoded}; filename*=UTF-8''${encoded}`;
}

function isUnchanged(c: Context, { metadata }: StoredObject): boolean {
  const etag = c.req.header("if-none-match");
  if (etag !== undefined) return etag === metadata.eTag;
  const since = Date.parse(c.req.header("if-modified-since") ?? "");
  return Math.floor(Date.parse(metadata.lastModified) / 1000) * 1000 <= since;
}

/** What the platform says about an object without sending it. */
export function sendInfo(object: StoredObject): Response {
  const { metadata } = object;
  return Response.json({
    id: object.id,
    name: object.name,
    version: object.version,
    bucket_id: object.bucket_id,
    size: metadata.size,
    content_type: metadata.mimetype,
    cache_control: metadata.cacheControl,
    etag: metadata.eTag,
    metadata: object.user_metadata,
    last_modified: object.updated_at,
    created_at: object.created_at,
  }, {
    headers: {
      "cache-control": metadata.cacheControl,
      etag: metadata.eTag,
      "last-modified": object.updated_at.toUTCString(),
    },
  });
}
