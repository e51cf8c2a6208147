import type postgres from "postgres";
import type { Caller } from "../../../shared/auth.ts";
import type { Query, Transaction } from "../../../shared/db.ts";
import { createNewestFirstCursors } from "../page.ts";
import type { Filters, TranscriptionsQuery } from "./list_query.ts";
import { type Status, summaryColumns, type SummaryRow } from "./schemas.ts";

export const transcriptionCursors = createNewestFirstCursors("transcriptions");

/** The caller's transcriptions, newest first, one more than `limit`. Throws `invalid_cursor`. */
export function listTranscriptions(
  tx: Transaction,
  caller: Caller,
  query: Filters & { limit: number },
): Query<SummaryRow> {
  return listNewestFirst(tx, visibleTo(tx, caller), summaryColumns, query);
}

/** The same of any transcriptions: `source` is a table or a query of them. */
export function listNewestFirst<Row extends SummaryRow>(
  tx: Transaction,
  source: postgres.PendingQuery<postgres.Row[]>,
  columns: string[],
  query: Filters & { limit: number },
): Query<Row> {
  const after = transcriptionCursors.read(query.cursor);
  return tx<Row[]>`
    select ${tx(columns)} from ${source} as listed
    where ${matching(tx, query)} ${ofStatuses(tx, query)}
      ${after ? tx`and (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx``}
    order by created_at desc, id desc
    limit ${query.limit + 1}`;
}

/** What one query tells of a page: its rows, or one row of nulls, each beside the numbers of the whole list. */
export type CountedRow = { status_counts: Partial<Record<Status, number>> } & (SummaryRow | { id: null });

/**
 * One page of the caller's transcriptions, newest first, and how many there are of each status. The counts heed every
 * filter but the status, so that they say what the other statuses would show.
 */
export function listCountedTranscriptions(
  tx: Transaction,
  caller: Caller,
  query: TranscriptionsQuery & { page: number; page_size: number },
): Query<CountedRow> {
  return tx<CountedRow[]>`
    select counted.status_counts, listed.* from (
      select coalesce(jsonb_object_agg(status, how_many), '{}') as status_counts from (
        select status, count(*) as how_many from ${visibleTo(tx, caller)} as listed
        where ${matching(tx, query)} group by status
      ) as each_status
    ) as counted
    left join (
      select ${tx(summaryColumns)} from ${visibleTo(tx, caller)} as listed
      where ${matching(tx, query)} ${ofStatuses(tx, query)}
      order by created_at desc, id desc
      limit ${query.page_size} offset ${(query.page - 1) * query.page_size}
    ) as listed on true
    order by listed.created_at desc, listed.id desc`;
}

/**
 * The caller's own rows; of these, an anonymous visitor sees the newest few. Row-level security leaves no others anyway, but
 * only of a user whom the query names can Postgres tell how few their rows are.
 */
function visibleTo(tx: Transaction, { userId, isAnonymous }: Caller) {
  const own = tx`select * from public.transcriptions where user_id = ${userId}`;
  if (!isAnonymous) return tx`(${own})`;
  return tx`(
    ${own} order by created_at desc, id desc limit private.setting('anonymous_visible_transcriptions')::int
  )`;
}

function ofStatuses(tx: Transaction, { status }: Filters) {
  return status ? tx`and status = any (${status})` : tx``;
}

function matching(tx: Transaction, query: Filters) {
  const { entry_id, provider, language, tag, q, created_after, created_before } = query;
  const ofEntry = tx`select from public.entries where entries.id = listed.entry_id`;
  return tx`true
    ${entry_id ? tx`and entry_id = ${entry_id}` : tx``}
    ${provider ? tx`and provider = ${provider}` : tx``}
    ${language ? tx`and language = ${language}` : tx``}
    ${created_after ? tx`and created_at >= ${created_after}::timestamptz` : tx``}
    ${created_before ? tx`and created_at < ${created_before}::timestamptz` : tx``}
    ${tag ? tx`and exists (${ofEntry} and tags @> ${[tag]})` : tx``}
    ${
    q
      ? tx`and (strpos(lower(text), lower(${q})) > 0 or exists (${ofEntry} and strpos(lower(title), lower(${q})) > 0))`
      : tx``
  }`;
}
