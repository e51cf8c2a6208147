import { FileStore } from "@tus/file-store";
import { Server, type Upload } from "@tus/server";
import { Hono } from "hono";
import { type Deps, wantsUpsert } from "./context.ts";
import { invalidSignature, noSuchKey, StorageError } from "./errors.ts";
import { unfinishedLife } from "./files.ts";
import { checkMimeType, largestObject, limitBytes } from "./limits.ts";
import { checkKey } from "./names.ts";
import { checkMayWrite, describeFile, findBucketLimits, type Place, saveObject } from "./objects.ts";
import { type Identity, platformIdentity } from "./tokens.ts";
import { parseUserMetadata } from "./upload.ts";
import { formatUploadUrl, parseUploadUrl, readTarget } from "./upload_url.ts";

type Caller = { identity: Identity; owner: string | null; upsert: boolean };

/**
 * TUS at `/upload/resumable` for callers with a token and at `/upload/resumable/sign` for those with an `x-signature`. `publicUrl` is
 * what clients call the first. Unfinished uploads outlast a restart and end after a day.
 */
export function createResumable(deps: Deps, publicUrl: () => string): Hono {
  const { database, files, tokens } = deps;
  const store = new FileStore({ directory: files.resumable, expirationPeriodInMilliseconds: unfinishedLife });
  const callers = new WeakMap<Request, Caller>();

  const server = new Server({
    path: "/upload/resumable",
    datastore: store,
    allowedHeaders: ["X-Upsert", "Upload-Expires", "ApiKey", "x-signature"],
    namingFunction: (request) => {
      checkKey(readTarget(request).key);
      return crypto.randomUUID();
    },
    generateUrl: (request, { id }) =>
      formatUploadUrl(`${publicUrl()}${isSigned(request) ? "/sign" : ""}`, { ...readTarget(request), id }),
    getFileIdFromRequest: (request) => parseUploadUrl(request.url).id,
    maxSize: async (request, id) => {
      if (id === null) return largestObject;
      return limitBytes(await findBucketLimits(database, readTarget(request).bucket));
    },
    onIncomingRequest: authorize,
    onUploadCreate: async (_request, { metadata = {} }) => {
      const limits = await findBucketLimits(database, metadata.bucketName ?? "");
      if (metadata.contentType) checkMimeType(metadata.contentType, limits.mimeTypes);
      const seconds = metadata.cacheControl ?? "";
      return { metadata: { ...metadata, cacheControl: /^\d+$/.test(seconds) ? `max-age=${seconds}` : "no-cache" } };
    },
    onUploadFinish: finish,
    onResponseError: (_request, error) => {
      if (error instanceof StorageError) return { status_code: error.status, body: error.message };
      return "status_code" in error ? undefined : { status_code: 500, body: "Internal Server Error" };
    },
  });

  /** Decides by what was noted when the upload began: the URL is the client's word. */
  async function authorize(request: Request, id: string) {
    const target = readTarget(request);
    if (request.method !== "POST") {
      const { metadata } = await store.getUpload(id);
      if (metadata?.bucketName !== target.bucket || metadata.objectName !== target.key) throw noSuchKey();
    }
    const caller = isSigned(request) ? await readSignature(request, target) : callers.get(request);
    if (!caller) throw new Error("A request reached TUS without a caller");
    callers.set(request, caller);
    // Like the platform: who knows the URL may ask how far an upload is, and a signature was checked when it was made.
    if (request.method === "HEAD" || isSigned(request)) return;
    await checkMayWrite(database, caller.identity, { ...target, ...caller });
  }

  /** A signature can be used again and then replaces the object, whatever its `upsert` says: the platform does not look. */
  async function readSignature(request: Request, { bucket, key }: Place): Promise<Caller> {
    const signature = request.headers.get("x-signature");
    if (!signature) throw invalidSignature("Missing x-signature header");
    const { owner } = await tokens.verifyUrl(signature, `${bucket}/${key}`, "upload");
    return { identity: platformIdentity, owner: owner ?? null, upsert: true };
  }

  async function finish(request: Request, { id, metadata = {} }: Upload) {
    const caller = callers.get(request);
    if (!caller) throw new Error("An upload ended without a caller");
    const { bucket, key } = readTarget(request);
    const file = await files.adopt(bucket, id);
    await saveObject(deps, caller.identity, {
      ...caller,
      bucket,
      key,
      version: id,
      metadata: describeFile(
        file,
        metadata.contentType || "application/octet-stream",
        metadata.cacheControl ?? "no-cache",
      ),
      userMetadata: parseUserMetadata(metadata.metadata),
    });
    return { headers: { "Tus-Complete": "1" } };
  }

  const app = new Hono();
  const handle = async (request: Request) => {
    if (!isSigned(request) && request.method !== "OPTIONS") {
      const identity = await tokens.identify(request.headers.get("authorization") ?? undefined);
      callers.set(request, { identity, owner: identity.owner, upsert: wantsUpsert(request.headers) });
    }
    return await server.handleWeb(request);
  };
  // Hono hands HEAD to routes for GET, which TUS itself does not know.
  app.all("/upload/resumable/*", (c) => c.req.method === "GET" ? c.notFound() : handle(c.req.raw));
  return app;
}

function isSigned(request: Request): boolean {
  return /\/upload\/resumable\/sign(\/|$)/.test(new URL(request.url).pathname);
}
