import type { Transaction } from "../../../shared/db.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";
import { readEntry } from "./read_entry.ts";

/** failed -> importing; the change itself makes the job. An entry that has not failed stays as it is. Throws `entry_not_found`. */
export async function retryImport(tx: Transaction, id: string): Promise<EntryRow> {
  const [entry] = await tx<EntryRow[]>`
    update public.entries set status = 'importing', error_code = null, error_message = null
    where id = ${id} and status = 'failed'
    returning ${entryColumns(tx)}`;
  return entry ?? await readEntry(tx, id);
}
