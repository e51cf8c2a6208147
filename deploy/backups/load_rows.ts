import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type postgres from "postgres";
import type { Manifest, TableFile } from "./manifest.ts";
import { listTables, nameOf, quote } from "./tables.ts";

/** What was numbered after the backup is lost, and yet may be known to somebody: numbers go on behind that. */
const numbersLeftOut = 1_000_000;

/**
 * Puts all rows of a backup in place of those that the migrations brought, in one transaction and without triggers: nothing is
 * queued, counted or told again. Throws, and leaves everything as it was, where a table then has other rows than it should.
 */
export async function loadRows(sql: postgres.Sql, folder: string, manifest: Manifest): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`set local search_path = ''`;
    // Foreign keys are triggers too. The platform lets this only be said by the command `set`.
    await tx`set local session_replication_role = replica`;
    const own = (await listTables(tx)).filter(({ schema }) => schema !== "auth");
    await tx.unsafe(`truncate ${own.map(nameOf).join(", ")}`);
    for (const table of manifest.tables.filter(({ rows }) => rows > 0)) await loadTable(tx, folder, table);
    await tx`set local session_replication_role = origin`;
    await tx`select private.begin_after_restore(${manifest.reached}::xid8)`;
    // Their users deleted them while the backup was made. What hangs on them goes with them.
    await tx`delete from public.entries where object_path = any(${manifest.deleted})`;
  });
}

async function loadTable(tx: postgres.TransactionSql, folder: string, table: TableFile) {
  const name = nameOf(table);
  const rows = await tx.unsafe(`copy ${name} (${table.columns.map(quote).join(", ")}) from stdin`).writable();
  await pipeline(createReadStream(`${folder}/${table.file}`), rows);
  const [{ count }] = await tx.unsafe<[{ count: number }]>(`select count(*)::int as count from ${name}`);
  if (count !== table.rows) throw new Error(`${name} has ${count} rows after its restore, and not ${table.rows}`);
  if (table.identity === undefined) return;
  const { column, last } = table.identity;
  await tx`select setval(pg_get_serial_sequence(${name}, ${column}), ${last}::bigint + ${numbersLeftOut})`;
}
