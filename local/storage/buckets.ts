import { Hono } from "hono";
import type postgres from "postgres";
import { z } from "zod";
import { readBody, readQuery } from "./bodies.ts";
import { type Deps, requireIdentity } from "./context.ts";
import { alreadyExists, bucketNotEmpty, invalidRequest, isDatabaseError, noSuchBucket } from "./errors.ts";
import { checkBucketName } from "./names.ts";
import { platformIdentity } from "./tokens.ts";

const settings = z.object({
  public: z.boolean().optional(),
  file_size_limit: z.union([z.int(), z.string()]).nullish(),
  allowed_mime_types: z.array(z.string()).nullish(),
});

const newBucket = settings.extend({ name: z.string(), id: z.string().optional() });

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).default(10_000),
  offset: z.coerce.number().int().min(0).default(0),
  search: z.string().default(""),
  sortColumn: z.enum(["id", "name", "created_at", "updated_at"]).default("id"),
  sortOrder: z.enum(["asc", "desc"]).default("asc"),
});

/** `/bucket`: the caller's policies on `storage.buckets` decide, so that most callers but the platform see none. */
export function createBuckets({ database, files, tokens }: Deps): Hono {
  const app = new Hono();

  app.get("/bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const query = readQuery(c, listQuery);
    return c.json(
      await database.runAs(identity, (tx) =>
        tx`
        select id, name, coalesce(owner::text, '') as owner, public, type, ${selectSettings(tx)} from storage.buckets
        where strpos(lower(name), lower(${query.search})) > 0
        order by ${tx(query.sortColumn)} ${query.sortOrder === "asc" ? tx`asc` : tx`desc`}
        limit ${query.limit} offset ${query.offset}`),
    );
  });

  app.get("/bucket/:bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const [bucket] = await database.runAs(identity, (tx) =>
      tx`
      select id, name, coalesce(owner::text, '') as owner, public, ${selectSettings(tx)} from storage.buckets
      where id = ${c.req.param("bucket")}`);
    if (!bucket) throw noSuchBucket();
    return c.json(bucket);
  });

  app.post("/bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const body = await readBody(c, newBucket);
    checkBucketName(body.name);
    await database.runAs(identity, (tx) =>
      tx`
      insert into storage.buckets (id, name, owner_id, public, file_size_limit, allowed_mime_types)
      values (${body.id ?? body.name}, ${body.name}, ${identity.owner}, ${body.public ?? false},
        ${parseSize(body.file_size_limit) ?? null}, ${body.allowed_mime_types ?? null})`).catch((error: unknown) => {
        throw isDatabaseError(error, "23505") ? alreadyExists("Bucket") : error;
      });
    return c.json({ name: body.name });
  });

  app.put("/bucket/:bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const body = await readBody(c, settings);
    const changes = {
      ...(body.public !== undefined && { public: body.public }),
      ...(body.file_size_limit !== undefined && { file_size_limit: parseSize(body.file_size_limit) ?? null }),
      ...(body.allowed_mime_types !== undefined && { allowed_mime_types: body.allowed_mime_types }),
      updated_at: new Date(),
    };
    const updated = await database.runAs(
      identity,
      (tx) => tx`update storage.buckets set ${tx(changes)} where id = ${c.req.param("bucket")} returning id`,
    );
    if (updated.length === 0) throw noSuchBucket();
    return c.json({ message: "Successfully updated" });
  });

  app.post("/bucket/:bucket/empty", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const id = c.req.param("bucket");
    const removed = await database.runAs(identity, async (tx) => {
      const [bucket] = await tx`select id from storage.buckets where id = ${id}`;
      if (!bucket) throw noSuchBucket();
      return await tx<{ version: string }[]>`delete from storage.objects where bucket_id = ${id} returning version`;
    });
    for (const { version } of removed) await files.remove(id, version);
    return c.json({ message: "Successfully emptied" });
  });

  app.delete("/bucket/:bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const id = c.req.param("bucket");
    const [bucket] = await database.runAs(identity, (tx) => tx`select id from storage.buckets where id = ${id}`);
    if (!bucket) throw noSuchBucket();
    const objects = await database.runAs(
      platformIdentity,
      (tx) => tx`select from storage.objects where bucket_id = ${id} limit 1`,
    );
    if (objects.length > 0) throw bucketNotEmpty();
    await database.runAs(identity, (tx) => tx`delete from storage.buckets where id = ${id}`);
    return c.json({ message: "Successfully deleted" });
  });

  return app;
}

function selectSettings(sql: postgres.ISql) {
  return sql`file_size_limit::float8 as file_size_limit, allowed_mime_types, created_at, updated_at`;
}

const unitBytes: Record<string, number> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** A limit in bytes, also from a text such as `20MB`. Throws `InvalidRequest` for any other text. */
function parseSize(size: number | string | null | undefined): number | null | undefined {
  if (typeof size !== "string") return size;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(B|KB|MB|GB)?$/i.exec(size.trim()) ?? [];
  if (amount === undefined) throw invalidRequest("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B");
  return Math.floor(Number(amount) * (unitBytes[unit?.toUpperCase() ?? "B"] ?? 1));
}
