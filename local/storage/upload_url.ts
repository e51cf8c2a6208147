import { Buffer } from "node:buffer";
import { Metadata } from "@tus/server";
import { invalidRequest, invalidUploadId } from "./errors.ts";
import type { Place } from "./objects.ts";

/** Where a resumable upload is asked for: its last part is base64url of `<bucket>/<key>/<id>`, as on the platform. */
export function formatUploadUrl(base: string, { bucket, key, id }: Place & { id: string }): string {
  return `${base}/${Buffer.from(`${bucket}/${key}/${id}`).toString("base64url")}`;
}

/** The object and the upload that a URL of `formatUploadUrl` names. Throws `InvalidUploadId` for any other. */
export function parseUploadUrl(url: string): Place & { id: string } {
  const text = Buffer.from(new URL(url).pathname.split("/").at(-1) ?? "", "base64url").toString();
  const [, bucket, key, id] = /^([^/]+)\/(.+)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? [];
  if (!bucket || !key || !id) throw invalidUploadId();
  return { bucket, key, id };
}

/** The object that a request is about: `Upload-Metadata` names it when an upload is created, the URL afterwards. */
export function readTarget(request: Request): Place {
  if (request.method !== "POST") return parseUploadUrl(request.url);
  const header = request.headers.get("upload-metadata");
  if (!header) throw invalidRequest("Metadata header is required");
  const { bucketName, objectName } = Metadata.parse(header);
  return { bucket: bucketName ?? "", key: objectName ?? "" };
}
