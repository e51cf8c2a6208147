import type postgres from "postgres";
import type { Deps } from "./context.ts";
import type { Database } from "./database.ts";
import { alreadyExists, isDatabaseError, noSuchBucket, noSuchKey } from "./errors.ts";
import type { ReceivedFile } from "./files.ts";
import { type Identity, platformIdentity } from "./tokens.ts";

export type ObjectMetadata = {
  eTag: string;
  size: number;
  mimetype: string;
  cacheControl: string;
  lastModified: string;
  contentLength: number;
  httpStatusCode: 200;
};

/** A row of `storage.objects` as the API shows it: an empty owner is `""`. */
export type StoredObject = {
  name: string;
  bucket_id: string;
  owner: string;
  owner_id: string | null;
  version: string;
  id: string;
  updated_at: Date;
  created_at: Date;
  last_accessed_at: Date;
  metadata: ObjectMetadata;
  user_metadata: Record<string, unknown> | null;
};

export type Place = { bucket: string; key: string };

export type NewObject = Place & {
  version: string;
  owner: string | null;
  metadata: ObjectMetadata | null;
  userMetadata: Record<string, unknown> | null;
  upsert: boolean;
};

/** What the platform notes about received bytes. */
export function describeFile(file: ReceivedFile, mimetype: string, cacheControl: string): ObjectMetadata {
  return {
    eTag: file.etag,
    size: file.size,
    mimetype,
    cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: file.size,
    httpStatusCode: 200,
  };
}

/** The columns of an answer. */
export function selectColumns(sql: postgres.ISql) {
  return sql`name, bucket_id, coalesce(owner::text, '') as owner, owner_id, version, id, updated_at, created_at,
    last_accessed_at, metadata, user_metadata`;
}

/** An object as the caller may see it. Throws `NoSuchKey` where there is none, or none for this caller. */
export async function findObject(database: Database, identity: Identity, place: Place): Promise<StoredObject> {
  const [object] = await database.runAs(identity, (tx) =>
    tx<StoredObject[]>`
      select ${selectColumns(tx)} from storage.objects where bucket_id = ${place.bucket} and name = ${place.key}`);
  if (!object) throw noSuchKey();
  return object;
}

/** Whether the caller may write there. Throws `AccessDenied`, or `KeyAlreadyExists` where `upsert` is false and the key is taken. */
export async function checkMayWrite(
  database: Database,
  identity: Identity,
  place: Place & { upsert: boolean; owner: string | null },
): Promise<void> {
  const probe = { ...place, version: "probe", metadata: null, userMetadata: null };
  await database.tryAs(identity, (tx) => writeRow(tx, probe));
}

/**
 * Writes the row of bytes that are already on disk. The bytes it replaces go after the commit, its own if nothing was written.
 * Throws like `checkMayWrite`, and `NoSuchBucket` where the bucket has gone.
 */
export async function saveObject(deps: Deps, identity: Identity, object: NewObject): Promise<StoredObject> {
  const { row, replaced } = await deps.database.runAs(identity, (tx) => writeRow(tx, object))
    .catch(async (error: unknown) => {
      await discardVersion(deps, object);
      throw error;
    });
  if (replaced && replaced !== object.version) await deps.files.remove(object.bucket, replaced);
  return row;
}

/** Removes bytes whose row was not written: only if none names them, for a commit may have passed although its answer was lost. */
export async function discardVersion(
  { database, files }: Deps,
  { bucket, version }: { bucket: string; version: string },
) {
  const named = await database.runAs(
    platformIdentity,
    (tx) => tx`select from storage.objects where bucket_id = ${bucket} and version = ${version}`,
  );
  if (named.length === 0) await files.remove(bucket, version);
}

/** The limits of a bucket, whoever asks. Throws `NoSuchBucket`. */
export async function findBucketLimits(database: Database, bucket: string) {
  const [found] = await database.runAs(
    platformIdentity,
    (tx) =>
      tx<{ public: boolean; sizeLimit: number | null; mimeTypes: string[] | null }[]>`
      select public, file_size_limit::float8 as "sizeLimit", allowed_mime_types as "mimeTypes"
      from storage.buckets where id = ${bucket}`,
  );
  if (!found) throw noSuchBucket();
  return found;
}

async function writeRow(tx: postgres.TransactionSql, object: NewObject) {
  // Without the lock, two first uploads of a key would each believe that they replace nothing.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`${object.bucket}/${object.key}`}, 0))`;
  const [previous] = await tx<{ version: string }[]>`
    select version from storage.objects where bucket_id = ${object.bucket} and name = ${object.key}`;
  const onConflict = object.upsert
    ? tx`on conflict (bucket_id, name) do update set version = excluded.version, owner_id = excluded.owner_id,
        metadata = excluded.metadata, user_metadata = excluded.user_metadata`
    : tx``;
  try {
    const [row] = await tx<[StoredObject]>`
      insert into storage.objects (bucket_id, name, owner_id, version, metadata, user_metadata)
      values (${object.bucket}, ${object.key}, ${object.owner}, ${object.version},
        ${object.metadata && tx.json(object.metadata)},
        ${object.userMetadata && tx.json(object.userMetadata as postgres.JSONValue)})
      ${onConflict} returning ${selectColumns(tx)}`;
    return { row, replaced: previous?.version };
  } catch (error) {
    if (isDatabaseError(error, "23505")) throw alreadyExists("Key");
    if (isDatabaseError(error, "23503")) throw noSuchBucket();
    throw error;
  }
}
