import { type Context, Hono } from "hono";
import { z } from "zod";
import { readQuery } from "./bodies.ts";
import { type Deps, readPlace, requireIdentity, wantsUpsert } from "./context.ts";
import { checkKey } from "./names.ts";
import { checkMayWrite, findBucketLimits, type Place, saveObject } from "./objects.ts";
import { type Identity, platformIdentity } from "./tokens.ts";
import { receiveUpload } from "./upload.ts";

/** Uploads in one request: `POST` and `PUT /object/<bucket>/<key>`, and `PUT /object/upload/sign/...` with a token from `signing.ts`. */
export function createWriting(deps: Deps): Hono {
  const { database, files, tokens } = deps;
  const app = new Hono();

  app.put("/object/upload/sign/:bucket/:key{.+}", async (c) => {
    const { token } = readQuery(c, z.object({ token: z.string() }));
    const place = readPlace(c);
    const claims = await tokens.verifyUrl(token, `${place.bucket}/${place.key}`, "upload");
    const options = { upsert: claims.upsert ?? false, owner: claims.owner ?? null };
    const { name } = await store(c, platformIdentity, { ...place, ...options });
    return c.json({ Key: `${place.bucket}/${name}` });
  });

  const upload = async (c: Context, upsert: boolean) => {
    const identity = await requireIdentity(c, tokens);
    const place = readPlace(c);
    const row = await store(c, identity, { ...place, upsert, owner: identity.owner });
    return c.json({ Key: `${place.bucket}/${row.name}`, Id: row.id });
  };
  app.post("/object/:bucket/:key{.+}", (c) => upload(c, wantsUpsert(c.req.raw.headers)));
  app.put("/object/:bucket/:key{.+}", (c) => upload(c, true));

  async function store(c: Context, identity: Identity, target: Place & { upsert: boolean; owner: string | null }) {
    checkKey(target.key);
    const limits = await findBucketLimits(database, target.bucket);
    await checkMayWrite(database, identity, target);
    const received = await receiveUpload(c.req.raw, files, target.bucket, limits);
    return await saveObject(deps, identity, { ...target, ...received });
  }

  return app;
}
