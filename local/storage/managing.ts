import { Hono } from "hono";
import { z } from "zod";
import { readBody } from "./bodies.ts";
import { type Deps, readPlace, requireIdentity, wantsUpsert } from "./context.ts";
import { accessDenied, alreadyExists, isDatabaseError, noSuchKey } from "./errors.ts";
import { checkKey } from "./names.ts";
import {
  checkMayWrite,
  discardVersion,
  findBucketLimits,
  findObject,
  saveObject,
  selectColumns,
  type StoredObject,
} from "./objects.ts";
import { platformIdentity } from "./tokens.ts";

const transfer = z.object({
  bucketId: z.string(),
  sourceKey: z.string(),
  destinationBucket: z.string().optional(),
  destinationKey: z.string(),
});

const copying = transfer.extend({
  copyMetadata: z.boolean().default(true),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

/** Copying, moving and removing objects. */
export function createManaging(deps: Deps): Hono {
  const { database, files, tokens } = deps;
  const app = new Hono();

  app.post("/object/copy", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const body = await readBody(c, copying);
    const place = { bucket: body.destinationBucket ?? body.bucketId, key: body.destinationKey };
    checkKey(place.key);
    const target = { ...place, owner: identity.owner, upsert: wantsUpsert(c.req.raw.headers) };
    const source = await findObject(database, identity, { bucket: body.bucketId, key: body.sourceKey });
    await findBucketLimits(database, place.bucket);
    await checkMayWrite(database, identity, target);
    const row = await saveObject(deps, identity, {
      ...target,
      version: await files.copy({ bucket: source.bucket_id, version: source.version }, place.bucket),
      metadata: { ...source.metadata, lastModified: new Date().toISOString() },
      userMetadata: body.copyMetadata ? source.user_metadata : body.metadata ?? null,
    });
    return c.json({ Key: `${row.bucket_id}/${row.name}`, Id: row.id, ...row });
  });

  app.post("/object/move", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const body = await readBody(c, transfer);
    const source = { bucket: body.bucketId, key: body.sourceKey };
    const target = { bucket: body.destinationBucket ?? body.bucketId, key: body.destinationKey };
    checkKey(target.key);
    await findObject(database, identity, source);
    await findBucketLimits(database, target.bucket);
    let copied: string | undefined;
    const previous = await database.runAs(identity, async (tx) => {
      const [locked] = await tx<{ version: string }[]>`
        select version from storage.objects where bucket_id = ${source.bucket} and name = ${source.key} for update`;
      if (!locked) throw noSuchKey();
      copied = await files.copy({ bucket: source.bucket, version: locked.version }, target.bucket);
      await tx`
        update storage.objects set bucket_id = ${target.bucket}, name = ${target.key}, version = ${copied}
        where bucket_id = ${source.bucket} and name = ${source.key}`;
      return locked.version;
    }).catch(async (error: unknown) => {
      if (copied) await discardVersion(deps, { bucket: target.bucket, version: copied });
      throw isDatabaseError(error, "23505") ? alreadyExists("Resource") : error;
    });
    await files.remove(source.bucket, previous);
    return c.json({ message: "Successfully moved" });
  });

  app.delete("/object/:bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const { prefixes } = await readBody(c, z.object({ prefixes: z.array(z.string()).min(1) }));
    const bucket = c.req.param("bucket");
    const removed = await database.runAs(identity, (tx) =>
      tx<StoredObject[]>`
        delete from storage.objects where bucket_id = ${bucket} and name = any(${prefixes})
        returning ${selectColumns(tx)}`);
    await Promise.all(removed.map(({ version }) => files.remove(bucket, version)));
    return c.json(removed);
  });

  app.delete("/object/:bucket/:key{.+}", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const { bucket, key } = readPlace(c);
    await findObject(database, platformIdentity, { bucket, key });
    const [removed] = await database.runAs(identity, (tx) =>
      tx<{ version: string }[]>`
        delete from storage.objects where bucket_id = ${bucket} and name = ${key} returning version`);
    if (!removed) throw accessDenied("Access denied");
    await files.remove(bucket, removed.version);
    return c.json({ message: "Successfully deleted" });
  });

  return app;
}
