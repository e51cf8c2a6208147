import type { Transaction } from "../../../shared/db.ts";
import { Entry } from "./schemas.ts";
import type { RowOf } from "../row_of.ts";

const storedColumns = Object.keys(Entry.omit({ duplicate_of: true }).shape);

/** The columns of an entry as callers see it, of the table `entries` under its own name. */
export const entryColumns = (tx: Transaction) =>
  tx`${tx(storedColumns)}, (
    select older.id from public.entries older
    where older.user_id = entries.user_id and older.sha256 = entries.sha256 and older.status = 'ready'
      and (older.created_at, older.id) < (entries.created_at, entries.id)
    order by older.created_at, older.id limit 1
  ) as duplicate_of`;

/** An entry as its row holds it. */
export type EntryRow = RowOf<typeof Entry>;
