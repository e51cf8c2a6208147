import { z } from "zod";
import type { Query, Transaction } from "../../../shared/db.ts";
import { createCursors, Moment } from "../page.ts";
import type { SearchQuery } from "./schemas.ts";

const cursors = createCursors("search", z.tuple([z.number(), Moment, z.uuid(), z.int32()]));

/** A segment in which something is said, or an entry that is called so: its `position` is -1. */
export type Result = {
  kind: "segment" | "entry";
  id: string;
  entry_id: string;
  transcription_id: string | null;
  position: number;
  rank: number;
  created_at: Date;
  title: string;
  tags: string[];
  file_name: string | null;
  language: string | null;
  start_ms: number | null;
  end_ms: number | null;
  speaker: string | null;
  speakers: Record<string, string> | null;
  text: string;
  /** The text as `readMarks` reads it. */
  marked: string;
};

/** What one query tells of a page: its results, or one row of nulls, each beside the number of all results. */
export type CountedResult = { total: number } & (Result | { kind: null });

/** Where the page after a result begins. */
export function writeCursor({ rank, created_at, id, position }: Result): string {
  return cursors.write([rank, created_at, id, position]);
}

/**
 * What the caller has that holds the words of a search, the best first, of equals the newest: one more than a page holds. The
 * rank of a row depends on no other row, so that pages stay as they are while rows are added. Throws `invalid_cursor`.
 */
export function findResults(tx: Transaction, query: SearchQuery): Query<CountedResult> {
  const after = cursors.read(query.cursor);
  return tx<CountedResult[]>`
    with found as materialized (
      ${foundSegments(tx, query)} union all ${foundEntries(tx, query)}
    ), page as (
      select * from found
      ${
    after
      ? tx`where (rank, created_at, id, -position)
          < (${after[0]}::real, ${after[1]}::timestamptz, ${after[2]}::uuid, -${after[3]}::int)`
      : tx``
  }
      order by rank desc, created_at desc, id desc, position
      limit ${query.limit + 1}
    )
    select counted.total, page.*, e.title, e.tags, e.file_name, t.speakers, s.start_ms, s.end_ms, s.speaker,
      marks.text, marks.marked
    from (select count(*)::int as total from found) as counted
    left join page on true
    left join public.entries e on e.id = page.entry_id
    left join public.transcriptions t on t.id = page.transcription_id
    left join public.segments s on s.transcription_id = page.transcription_id and s.position = page.position
    left join lateral private.mark_found(page.language, ${query.q}, case page.kind
      when 'segment' then s.text
      else concat_ws(' · ', nullif(e.title, ''), nullif(e.file_name, e.title), nullif(array_to_string(e.tags, ', '), ''))
    end) as marks on page.kind is not null
    order by page.rank desc, page.created_at desc, page.id desc, page.position`;
}

function foundSegments(tx: Transaction, query: SearchQuery) {
  const { q, speaker, transcription_id, tag } = query;
  return tx`
    select 'segment' as kind, t.id, t.entry_id, t.id as transcription_id, found.position, found.rank, t.created_at,
      t.language
    from private.find_segments(${q}) as found
    join public.transcriptions t on t.id = found.transcription_id
    where ${matching(tx, query)}
      ${query.entry_id ? tx`and t.entry_id = ${query.entry_id}` : tx``}
      ${transcription_id ? tx`and t.id = ${transcription_id}` : tx``}
      ${speaker ? tx`and lower(${speaker}) in (lower(found.speaker), lower(t.speakers ->> found.speaker))` : tx``}
      ${tag ? tx`and exists (select from public.entries where id = t.entry_id and tags @> ${[tag]})` : tx``}`;
}

/** An entry has no speaker, and is no part of a transcription. */
function foundEntries(tx: Transaction, query: SearchQuery) {
  const { q, speaker, transcription_id, tag } = query;
  return tx`
    select 'entry', t.id, t.id, null, -1, found.rank, t.created_at, t.language
    from private.find_entries(${q}) as found
    join public.entries t on t.id = found.entry_id
    where ${matching(tx, query)}
      and ${speaker === undefined && transcription_id === undefined}
      ${query.entry_id ? tx`and t.id = ${query.entry_id}` : tx``}
      ${tag ? tx`and t.tags @> ${[tag]}` : tx``}`;
}

function matching(tx: Transaction, { language, created_after, created_before }: SearchQuery) {
  return tx`true
    ${language ? tx`and t.language = ${language}` : tx``}
    ${created_after ? tx`and t.created_at >= ${created_after}::timestamptz` : tx``}
    ${created_before ? tx`and t.created_at < ${created_before}::timestamptz` : tx``}`;
}
