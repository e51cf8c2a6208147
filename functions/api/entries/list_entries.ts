import type { z } from "zod";
import type { Query, Transaction } from "../../../shared/db.ts";
import { createNewestFirstCursors } from "../page.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";
import type { EntriesQuery } from "./schemas.ts";

export const entryCursors = createNewestFirstCursors("entries");

/**
 * Entries, newest first, one more than a page holds: the caller's, or where an admin asks those of all or of one user. Throws
 * `invalid_cursor`.
 */
export function listEntries<Row extends EntryRow = EntryRow>(
  tx: Transaction,
  query: z.output<typeof EntriesQuery> & { user_id?: string | undefined },
  columns = entryColumns(tx),
): Query<Row> {
  const { limit, cursor, user_id, kind, status, tag, q, sha256 } = query;
  const after = entryCursors.read(cursor);
  return tx<Row[]>`
    select ${columns} from public.entries
    where true ${after ? tx`and (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx``}
      ${user_id ? tx`and user_id = ${user_id}` : tx``}
      ${kind ? tx`and kind = ${kind}` : tx``}
      ${status ? tx`and status = ${status}` : tx``}
      ${tag ? tx`and tags @> ${[tag]}` : tx``}
      ${sha256 ? tx`and sha256 = ${sha256}` : tx``}
      ${q ? tx`and strpos(lower(title || ' ' || coalesce(file_name, '')), lower(${q})) > 0` : tx``}
    order by created_at desc, id desc
    limit ${limit + 1}`;
}
