import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { entryColumns, type EntryRow } from "./schemas.ts";

/** One entry of the caller's; with `hold` nobody deletes it before the transaction ends. Throws `entry_not_found`. */
export async function readEntry(tx: Transaction, id: string, { hold = false } = {}): Promise<EntryRow> {
  const [entry] = await tx<EntryRow[]>`
    select ${tx(entryColumns)} from public.entries where id = ${id} ${hold ? tx`for key share` : tx``}`;
  return entry ?? refuseUnknownEntry(id);
}

/** What is not yours is not there: both get this answer. */
export function refuseUnknownEntry(id: string): never {
  throw new AppError("entry_not_found", `You have no entry '${id}': GET /entries lists yours`);
}
