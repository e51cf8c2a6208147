import type postgres from "postgres";
import { saveStream } from "./files.ts";
import type { TableFile } from "./manifest.ts";
import { listTables, nameOf, quote, type Table } from "./tables.ts";

/** An object as the database knows it. */
export type ListedObject = { path: string; bytes: number; etag: string; mime_type: string };

/** All that is in the database at one moment. */
export type Snapshot = {
  migrations: string[];
  reached: string;
  upload_limit_bytes: number | null;
  tables: TableFile[];
  objects: ListedObject[];
};

/**
 * Writes every row into files of `<folder>/<place>`, as of one moment: in one transaction that sees nothing of what others do
 * meanwhile.
 */
export async function saveRows(sql: postgres.Sql, folder: string, place: string): Promise<Snapshot> {
  return await sql.begin("isolation level repeatable read read only", async (tx) => {
    await tx`set local statement_timeout = 0`;
    // Names in columns of the kind `regclass` are written with their schemas.
    await tx`set local search_path = ''`;
    const versions = await tx<{ version: string }[]>`
      select version from supabase_migrations.schema_migrations order by version`;
    const [{ reached }] = await tx<[{ reached: string }]>`
      select private.count_on(pg_snapshot_xmax(pg_current_snapshot()))::text as reached`;
    const [bucket] = await tx<{ file_size_limit: string | null }[]>`
      select file_size_limit from storage.buckets where id = 'audio'`;
    const objects = await tx<ListedObject[]>`
      select name as path, (metadata ->> 'size')::float8 as bytes, coalesce(metadata ->> 'eTag', '') as etag,
        coalesce(metadata ->> 'mimetype', 'application/octet-stream') as mime_type
      from storage.objects where bucket_id = 'audio' and metadata is not null order by name`;
    const tables: TableFile[] = [];
    for (const table of await listTables(tx)) tables.push(await saveTable(tx, table, folder, place));
    return {
      migrations: versions.map(({ version }) => version),
      reached,
      upload_limit_bytes: bucket?.file_size_limit == null ? null : Number(bucket.file_size_limit),
      tables,
      objects: [...objects],
    };
  });
}

async function saveTable(tx: postgres.TransactionSql, table: Table, folder: string, place: string): Promise<TableFile> {
  const { schema, name, columns, identity } = table;
  const file = `${place}/${schema}.${name}.copy`;
  const rows = await tx.unsafe(`copy ${nameOf(table)} (${columns.map(quote).join(", ")}) to stdout`).readable();
  // In the text format a row is a line: what breaks lines within it is escaped. Source: Postgres docs, "COPY".
  const { lines, sha256 } = await saveStream(`${folder}/${file}`, rows);
  const last = identity && await lastNumber(tx, table, identity);
  return { schema, name, columns, file, rows: lines, sha256, ...(last && { identity: { column: identity, last } }) };
}

/** The last number that was given out; undefined where there was none yet. */
async function lastNumber(tx: postgres.TransactionSql, table: Table, column: string): Promise<string | undefined> {
  const [row] = await tx<{ last: string | null }[]>`
    select last_value::text as last from pg_catalog.pg_sequences
    where format('%I.%I', schemaname, sequencename)::regclass = pg_get_serial_sequence(${
    nameOf(table)
  }, ${column})::regclass`;
  return row?.last ?? undefined;
}
