import { Buffer } from "node:buffer";
import { Hono } from "hono";
import type postgres from "postgres";
import { z } from "zod";
import { readBody } from "./bodies.ts";
import { type Deps, requireIdentity } from "./context.ts";
import type { ObjectMetadata } from "./objects.ts";

const listBody = z.object({
  prefix: z.string(),
  search: z.string().default(""),
  limit: z.int().min(1).default(100),
  offset: z.int().min(0).default(0),
  sortBy: z.object({
    column: z.enum(["name", "updated_at", "created_at", "last_accessed_at"]).default("name"),
    order: z.enum(["asc", "desc"]).default("asc"),
  }).default({ column: "name", order: "asc" }),
});

const listV2Body = z.object({
  prefix: z.string().default(""),
  limit: z.int().min(1).default(1000),
  cursor: z.string().optional(),
  with_delimiter: z.boolean().default(false),
  sortBy: z.object({
    column: z.enum(["name", "updated_at", "created_at"]).default("name"),
    order: z.enum(["asc", "desc"]).default("asc"),
  }).default({ column: "name", order: "asc" }),
});

type Entry = {
  key: string;
  name: string;
  id: string | null;
  updated_at: Date | null;
  created_at: Date | null;
  last_accessed_at: Date | null;
  metadata: ObjectMetadata | null;
};

type Listing = {
  bucket: string;
  prefix: string;
  search: string;
  delimiter: boolean;
  sortBy: z.infer<typeof listBody>["sortBy"];
  limit: number;
  offset: number;
};

/** `POST /object/list/<bucket>`, one folder's names, and `/object/list-v2/<bucket>`, pages of names with or without folders. */
export function createListing({ database, tokens }: Deps): Hono {
  const app = new Hono();

  app.post("/object/list/:bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const { prefix, ...body } = await readBody(c, listBody);
    const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
    const listing = { ...body, bucket: c.req.param("bucket"), prefix: folder, delimiter: true };
    const entries = await database.runAs(identity, (tx) => listEntries(tx, listing));
    return c.json(entries.map(({ key, name: _, ...entry }) => ({ name: key, ...entry })));
  });

  app.post("/object/list-v2/:bucket", async (c) => {
    const identity = await requireIdentity(c, tokens);
    const { cursor, with_delimiter: delimiter, limit, ...body } = await readBody(c, listV2Body);
    const offset = cursor === undefined ? 0 : Number(Buffer.from(cursor, "base64url").toString()) || 0;
    const listing = { ...body, bucket: c.req.param("bucket"), search: "", delimiter, limit: limit + 1, offset };
    const entries = await database.runAs(identity, (tx) => listEntries(tx, listing));
    const page = entries.slice(0, limit);
    const hasNext = entries.length > limit;
    return c.json({
      hasNext,
      // The cursor is a place in the order and opaque to clients; the platform's names the last entry instead.
      ...(hasNext && { nextCursor: Buffer.from(String(offset + limit)).toString("base64url") }),
      folders: page.filter(({ id }) => id === null).map(({ key, name }) => ({ key, name })),
      objects: page.filter(({ id }) => id !== null),
    });
  });

  return app;
}

/** Names under a prefix in any case, as the caller sees them; with a delimiter, what lies deeper shows as one folder without an id. */
async function listEntries(tx: postgres.TransactionSql, listing: Listing): Promise<Entry[]> {
  const { bucket, prefix, search, delimiter, sortBy, limit, offset } = listing;
  const order = sortBy.order === "asc" ? tx`asc` : tx`desc`;
  return await tx<Entry[]>`
    with found as (
      select *, substr(name, ${prefix.length + 1}::int) as rest, ${delimiter} and
        strpos(substr(name, ${prefix.length + 1}::int), '/') > 0 as is_deeper
      from storage.objects
      where bucket_id = ${bucket} and starts_with(lower(name), lower(${prefix + search}))
    ), entries as (
      select rest as key, name, id, updated_at, created_at, last_accessed_at, metadata from found where not is_deeper
      union all
      select split_part(rest, '/', 1), ${prefix} || split_part(rest, '/', 1) || '/', null, null, null, null, null
      from found where is_deeper group by split_part(rest, '/', 1)
    )
    select * from entries
    order by ${sortBy.column === "name" ? tx`` : tx`id is not null, ${tx(sortBy.column)} ${order},`} key ${order}
    limit ${limit} offset ${offset}`;
}
