import type { z } from "zod";
import type { Transaction } from "../../../shared/db.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";
import { expiryOf } from "./expiry.ts";
import { demandEntry } from "./read_entry.ts";
import type { EntryPatch } from "./schemas.ts";

/** Changes what a patch names and nothing else. Throws `entry_not_found`. */
export async function patchEntry(
  tx: Transaction,
  id: string,
  { expires_in, ...patch }: z.infer<typeof EntryPatch>,
): Promise<EntryRow> {
  const row = { ...patch, ...expiryOf(expires_in) };
  const rows = await tx<EntryRow[]>`
    update public.entries set ${tx(row)} where id = ${id} returning ${entryColumns(tx)}`;
  return demandEntry(rows, id);
}
