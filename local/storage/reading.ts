import { type Context, Hono } from "hono";
import { type Deps, readPlace, requireIdentity } from "./context.ts";
import { noSuchBucket, StorageError } from "./errors.ts";
import { sendInfo, sendObject } from "./download.ts";
import { findBucketLimits, findObject } from "./objects.ts";
import { type Identity, platformIdentity } from "./tokens.ts";

/** Downloads and their descriptions: `/object/<bucket>/<key>`, `/object/authenticated/...`, `/object/public/...`, `/object/info/...`. */
export function createReading(deps: Deps): Hono {
  const { database, tokens } = deps;
  const app = new Hono();

  app.get("/object/info/public/:bucket/:key{.+}", async (c) => sendInfo(await find(c, await requirePublic(c))));
  app.get(
    "/object/info/authenticated/:bucket/:key{.+}",
    async (c) => sendInfo(await find(c, await requireIdentity(c, tokens))),
  );
  app.get("/object/info/:bucket/:key{.+}", async (c) => sendInfo(await find(c, await identifyReader(c))));
  app.get("/object/public/:bucket/:key{.+}", async (c) => sendObject(c, deps, await requirePublic(c), readPlace(c)));
  app.get(
    "/object/authenticated/:bucket/:key{.+}",
    async (c) => sendObject(c, deps, await requireIdentity(c, tokens), readPlace(c)),
  );
  app.get("/object/:bucket/:key{.+}", async (c) => sendObject(c, deps, await identifyReader(c), readPlace(c)));

  const find = (c: Context, identity: Identity) => findObject(database, identity, readPlace(c));

  /** Whoever asks may read a public bucket; a private one is not there. */
  async function requirePublic(c: Context): Promise<Identity> {
    const bucket = await findBucketLimits(database, readPlace(c).bucket);
    if (!bucket.public) throw noSuchBucket();
    return platformIdentity;
  }

  /** A caller without a valid token reads what is public. */
  async function identifyReader(c: Context): Promise<Identity> {
    const bucket = await findBucketLimits(database, readPlace(c).bucket);
    if (bucket.public) return platformIdentity;
    return await tokens.identify(c.req.header("authorization")).catch((error: unknown) => {
      throw error instanceof StorageError ? noSuchBucket() : error;
    });
  }

  return app;
}
