-- What statistics add up, so that they read an index and no row.
create index all_documents_by_time on public.documents (created_at) include (status);
create index all_answers_by_time on public.chat_messages (created_at) include (status) where role = 'assistant';
create index usage_by_day on public.usage_daily (day) include (user_id);

-- Users by what they are and when they came: each day from `since` on (UTC), and null for all days before.
create function private.count_users(since date) returns table (day date, role text, how_many bigint)
  language sql stable security definer set search_path = '' as $$
  select case when users.created_at >= since::timestamp at time zone 'utc' then (users.created_at at time zone 'utc')::date end,
    case when users.is_anonymous then 'anonymous' when users.raw_app_meta_data ->> 'role' = 'admin' then 'admin' else 'user' end,
    count(*)
  from auth.users
  where (select private.is_admin())
  group by 1, 2
$$;
grant execute on function private.count_users(date) to api_admin;
