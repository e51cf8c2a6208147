import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { entryColumns, type EntryRow } from "../../entries/entry_row.ts";

/** An entry of whomever. */
export type OwnedEntryRow = EntryRow & { user_id: string };

/** The columns of an `OwnedEntryRow`. */
export const ownedEntryColumns = (tx: Transaction) => tx`user_id, ${entryColumns(tx)}`;

/** What was found of an entry. Throws `entry_not_found`. */
export function demandOwnedEntry<Row>([entry]: readonly Row[], id: string): Row {
  if (entry) return entry;
  throw new AppError("entry_not_found", `There is no entry '${id}': GET /admin/entries lists those of all users`);
}

/** Deletes an entry of whomever with its transcriptions, and tells whose it was; job purge removes its object. Throws `entry_not_found`. */
export async function deleteOwnedEntry(tx: Transaction, id: string): Promise<string> {
  const deleted = await tx<{ user_id: string }[]>`delete from public.entries where id = ${id} returning user_id`;
  return demandOwnedEntry(deleted, id).user_id;
}
