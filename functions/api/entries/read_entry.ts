import type { Query, Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";

/** Asks for one entry that the role sees; with `hold` nobody deletes it before the transaction ends. */
export function selectEntry<Row extends EntryRow = EntryRow>(
  tx: Transaction,
  id: string,
  { hold = false, columns = entryColumns(tx) } = {},
): Query<Row> {
  return tx<Row[]>`
    select ${columns} from public.entries where id = ${id} ${hold ? tx`for key share` : tx``}`;
}

/** The entry that was found. What is not yours is not there: both throw `entry_not_found`. */
export function demandEntry([entry]: readonly EntryRow[], id: string): EntryRow {
  if (entry) return entry;
  throw new AppError("entry_not_found", `You have no entry '${id}': GET /entries lists yours`);
}

/** One entry of the caller's, within a longer transaction. Throws `entry_not_found`. */
export async function readEntry(tx: Transaction, id: string, options: { hold?: boolean } = {}): Promise<EntryRow> {
  return demandEntry(await selectEntry(tx, id, options), id);
}

/** Finds one entry of the caller's that nobody deletes before the transaction ends. Throws `entry_not_found`. */
export function readHeld(id: string): (tx: Transaction) => Promise<EntryRow> {
  return (tx) => readEntry(tx, id, { hold: true });
}
