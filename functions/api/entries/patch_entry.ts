import type { z } from "zod";
import type { Transaction } from "../../../shared/db.ts";
import { demandEntry } from "./read_entry.ts";
import { entryColumns, type EntryPatch, type EntryRow } from "./schemas.ts";

/** Changes what a patch names and nothing else. Throws `entry_not_found`. */
export async function patchEntry(tx: Transaction, id: string, patch: z.infer<typeof EntryPatch>): Promise<EntryRow> {
  const rows = await tx<EntryRow[]>`
    update public.entries set ${tx(patch)} where id = ${id} returning ${tx(entryColumns)}`;
  return demandEntry(rows, id);
}
