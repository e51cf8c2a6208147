import { Hono } from "hono";
import { z } from "zod";
import { readBody, readQuery } from "./bodies.ts";
import { type Deps, readPlace, requireIdentity, wantsUpsert } from "./context.ts";
import { sendObject } from "./download.ts";
import { checkKey } from "./names.ts";
import { checkMayWrite, findBucketLimits, findObject } from "./objects.ts";
import { platformIdentity } from "./tokens.ts";

const uploadSeconds = 2 * 60 * 60;

const expiresIn = z.int().min(1);

/** Signed URLs: made under `/object/sign` for downloads, which it serves too, and under `/object/upload/sign` for uploads. */
export function createSigning(deps: Deps): Hono {
  const { database, tokens } = deps;
  const app = new Hono();

  app.get("/object/sign/:bucket/:key{.+}", async (c) => {
    const { token } = readQuery(c, z.object({ token: z.string() }));
    const place = readPlace(c);
    const claims = await tokens.verifyUrl(token, `${place.bucket}/${place.key}`, "download");
    return await sendObject(c, deps, platformIdentity, place, claims.exp);
  });

  app.post("/object/sign/:bucket/:key{.+}", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const body = await readBody(c, z.object({ expiresIn }));
    const object = await findObject(database, identity, readPlace(c));
    return c.json({ signedURL: await signDownload(`${object.bucket_id}/${object.name}`, body.expiresIn) });
  });

  app.post("/object/sign/:bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const body = await readBody(c, z.object({ expiresIn, paths: z.array(z.string()).min(1) }));
    const bucket = c.req.param("bucket");
    const visible = await database.runAs(
      identity,
      (tx) =>
        tx<
          { name: string }[]
        >`select name from storage.objects where bucket_id = ${bucket} and name = any(${body.paths})`,
    );
    const names = new Set(visible.map(({ name }) => name));
    return c.json(
      await Promise.all(body.paths.map(async (path) => {
        if (names.has(path)) {
          return { error: null, path, signedURL: await signDownload(`${bucket}/${path}`, body.expiresIn) };
        }
        const error = "Either the object does not exist or you do not have access to it";
        return { error, path, signedURL: null };
      })),
    );
  });

  app.post("/object/upload/sign/:bucket/:key{.+}", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const place = readPlace(c);
    const upsert = wantsUpsert(c.req.raw.headers);
    checkKey(place.key);
    await findBucketLimits(database, place.bucket);
    await checkMayWrite(database, identity, { ...place, upsert, owner: identity.owner });
    const url = `${place.bucket}/${place.key}`;
    const token = await tokens.signUrl({ owner: identity.owner, url, upsert, scope: "upload" }, uploadSeconds);
    return c.json({ url: `/object/upload/sign/${url}?token=${token}`, token });
  });

  const signDownload = async (url: string, seconds: number) =>
    `/object/sign/${url}?token=${await tokens.signUrl({ url, scope: "download" }, seconds)}`;

  return app;
}
