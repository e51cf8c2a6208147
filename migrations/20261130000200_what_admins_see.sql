-- What admins see of everybody's, and may delete. Whatever else they do to rows of others is a function that looks first.
grant select, delete on public.entries, public.transcriptions to api_admin;
grant select on public.segments, public.documents, public.chat_messages, public.usage_daily, public.error_logs to api_admin;

create policy "Admins read all entries" on public.entries for select to api_admin
  using ((select private.is_admin()));
create policy "Admins delete entries" on public.entries for delete to api_admin
  using ((select private.is_admin()));
create policy "Admins read all transcriptions" on public.transcriptions for select to api_admin
  using ((select private.is_admin()));
create policy "Admins delete transcriptions" on public.transcriptions for delete to api_admin
  using ((select private.is_admin()));
create policy "Admins read all segments" on public.segments for select to api_admin
  using ((select private.is_admin()));
create policy "Admins read all documents" on public.documents for select to api_admin
  using ((select private.is_admin()));
create policy "Admins read all messages" on public.chat_messages for select to api_admin
  using ((select private.is_admin()));
create policy "Admins read all usage" on public.usage_daily for select to api_admin
  using ((select private.is_admin()));
create policy "Admins read all error logs" on public.error_logs for select to api_admin
  using ((select private.is_admin()));

-- Lists of everybody's rows, newest first; what is beside the order is what statistics add up.
create index all_entries_newest_first on public.entries (created_at desc, id desc) include (byte_size);
create index all_transcriptions_newest_first on public.transcriptions (created_at desc, id desc) include (status);
create index error_logs_of_a_request on public.error_logs (request_id) where request_id is not null;

-- Who is banned is no admin either, at once.
create or replace function private.is_admin() returns boolean
  language sql stable security definer set search_path = '' as $$
  select coalesce(auth.jwt() -> 'app_metadata' ->> 'role' = 'admin', false) and exists (
    select from auth.users
    where users.id = auth.uid() and users.raw_app_meta_data ->> 'role' = 'admin'
      and coalesce(users.banned_until <= now(), true)
  )
$$;

grant execute on function private.keep_reply(uuid, uuid, smallint, jsonb, bytea) to api_admin;
