import type { Query, Transaction } from "../../../../shared/db.ts";

/** One number of the statistics: of a day, or null for all days before those that are asked for and for what has no day. */
export type Count = { what: string; day: string | null; key: string; how_many: number };

/** Counts all that there is in one query, most of it from indexes alone. The days themselves are in it too, newest first. */
export function countAll(tx: Transaction, days: number): Query<Count> {
  const since = tx`(select (now() at time zone 'utc')::date - ${days - 1}::int)`;
  const begin = tx`(select ${since}::timestamp at time zone 'utc')`;
  const day = tx`case when created_at >= ${begin} then (created_at at time zone 'utc')::date end`;
  return tx<Count[]>`
    select what, day::text, key, how_many::float8 from (
      select 'days' as what, (now() at time zone 'utc')::date - back as day, 'day' as key, 0::numeric as how_many
      from generate_series(0, ${days - 1}::int) as back
      union all
      select 'transcriptions', ${day}, status, count(*) from public.transcriptions group by 2, 3
      union all
      select 'documents', ${day}, status, count(*) from public.documents group by 2, 3
      union all
      select 'answers', ${day}, status, count(*) from public.chat_messages where role = 'assistant' group by 2, 3
      union all
      select 'errors', ${day}, code, count(*) from public.error_logs where created_at >= ${begin} group by 2, 3
      union all
      select 'users', day, role, how_many from private.count_users(${since})
      union all
      select 'active', null, 'users', count(distinct user_id) from public.usage_daily where day >= ${since}
      union all
      select 'spent', of_days.day, part.key, part.how_many
      from (
        select day, count(*) as users, sum(audio_ms) as audio_ms, sum(input_tokens) as input_tokens,
          sum(output_tokens) as output_tokens
        from public.usage_daily where day >= ${since} group by day
      ) as of_days, lateral (
        values ('users', users), ('audio_ms', audio_ms), ('input_tokens', input_tokens), ('output_tokens', output_tokens)
      ) as part (key, how_many)
      union all
      select 'spent in all', null, part.key, part.how_many
      from private.usage_totals() as total, lateral (
        values ('audio_ms', audio_ms), ('input_tokens', input_tokens), ('output_tokens', output_tokens)
      ) as part (key, how_many)
      union all
      select 'stored', null, part.key, part.how_many
      from (select count(*) as entries, coalesce(sum(byte_size), 0) as bytes from public.entries) as stored, lateral (
        values ('entries', entries), ('bytes', bytes)
      ) as part (key, how_many)
      union all
      select 'queue', null, part.key, part.how_many
      from private.queue_state() as queue, lateral (
        values ('due', due), ('dead', dead), ('oldest_due_seconds', oldest_due_seconds)
      ) as part (key, how_many)
    ) as counts
    order by day desc`;
}
