import { Hono } from "hono";
import { createBuckets } from "./buckets.ts";
import type { Deps } from "./context.ts";
import { createDatabase, type WithPool } from "./database.ts";
import { renderError } from "./errors.ts";
import { createFiles } from "./files.ts";
import { createListing } from "./listing.ts";
import { createManaging } from "./managing.ts";
import { createReading } from "./reading.ts";
import { createResumable } from "./resumable.ts";
import { createSigning } from "./signing.ts";
import { createTokens } from "./tokens.ts";
import { createWriting } from "./writing.ts";

export type StorageOptions = {
  /** Lends a pool whose role may become `anon`, `authenticated` and `service_role`. */
  withPool: WithPool;
  /** Holds the bytes; made where it is missing. One server at a time. */
  filesDir: string;
  jwtSecret: string;
  /** The address that clients use, without a slash at the end. */
  publicUrl: () => string;
};

const basePath = "/storage/v1";

/**
 * Supabase Storage's HTTP API over a folder and `storage.objects`, under the caller's row-level security. Answers copy
 * supabase/storage 1.11.2. Requests carry a JWT or nothing; keys, CORS outside TUS and the port are the gateway's matter.
 */
export function createStorage(options: StorageOptions): { fetch(request: Request): Promise<Response> } {
  const deps: Deps = {
    database: createDatabase(options.withPool),
    files: createFiles(options.filesDir),
    tokens: createTokens(options.jwtSecret),
  };
  const app = new Hono().basePath(basePath);
  const resumableUrl = () => `${options.publicUrl()}${basePath}/upload/resumable`;
  // The last three take any first word after `/object/` for a bucket, so the words that mean something come before.
  app.route("/", createResumable(deps, resumableUrl)).route("/", createBuckets(deps))
    .route("/", createSigning(deps)).route("/", createListing(deps))
    .route("/", createManaging(deps)).route("/", createWriting(deps)).route("/", createReading(deps));

  app.onError((error) => renderError(error));
  app.notFound((c) => {
    const path = c.req.path.slice(basePath.length);
    const message = `Route ${c.req.method}:${path} not found`;
    return c.json({ message, error: "Not Found", statusCode: 404 }, 404);
  });

  return {
    async fetch(request) {
      const response = await app.fetch(request);
      // A refusal before the body was read would break the connection under a client that is still sending.
      if (request.body && !request.bodyUsed) await request.body.pipeTo(new WritableStream()).catch(() => {});
      return response;
    },
  };
}
