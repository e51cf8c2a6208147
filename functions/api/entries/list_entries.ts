import type { z } from "zod";
import type { Query, Transaction } from "../../../shared/db.ts";
import { createNewestFirstCursors } from "../page.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";
import type { EntriesQuery } from "./schemas.ts";

export const entryCursors = createNewestFirstCursors("entries");

/** The caller's entries, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listEntries(tx: Transaction, query: z.output<typeof EntriesQuery>): Query<EntryRow> {
  const { limit, cursor, kind, status, tag, q, sha256 } = query;
  const after = entryCursors.read(cursor);
  return tx<EntryRow[]>`
    select ${entryColumns(tx)} from public.entries
    where true ${after ? tx`and (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx``}
      ${kind ? tx`and kind = ${kind}` : tx``}
      ${status ? tx`and status = ${status}` : tx``}
      ${tag ? tx`and tags @> ${[tag]}` : tx``}
      ${sha256 ? tx`and sha256 = ${sha256}` : tx``}
      ${q ? tx`and strpos(lower(title || ' ' || coalesce(file_name, '')), lower(${q})) > 0` : tx``}
    order by created_at desc, id desc
    limit ${limit + 1}`;
}
