create table public.usage_daily (
  user_id uuid not null references auth.users (id) on delete cascade,
  day date not null default (now() at time zone 'utc')::date,
  transcriptions integer not null default 0,
  audio_ms bigint not null default 0,
  primary key (user_id, day),
  constraint counts_are_not_negative check (transcriptions >= 0 and audio_ms >= 0)
);
comment on table public.usage_daily is 'What each user had transcribed per UTC day.';

alter table public.usage_daily enable row level security;
revoke all on public.usage_daily from anon, authenticated;
grant select on public.usage_daily to authenticated;
grant select, insert, update, delete on public.usage_daily to service_role;

create policy "Owners read their usage" on public.usage_daily for select to authenticated
  using (user_id = (select auth.uid()));

create table public.error_logs (
  id bigint generated always as identity primary key,
  user_id uuid references auth.users (id) on delete set null,
  job_kind text not null,
  subject_id uuid not null,
  code text not null,
  message text not null,
  attempts smallint not null,
  created_at timestamptz not null default now()
);
comment on table public.error_logs is 'Work that was given up, for whom and why.';

create index error_logs_of_a_user on public.error_logs (user_id);
create index error_logs_newest_first on public.error_logs (created_at desc);

alter table public.error_logs enable row level security;
revoke all on public.error_logs from anon, authenticated;
grant select on public.error_logs to authenticated;
grant select, insert, update, delete on public.error_logs to service_role;

create policy "Admins read error logs" on public.error_logs for select to authenticated
  using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');

-- A job that was given up is kept as long as the log of why.
create function private.forget_old_rows() returns void
  language sql security definer set search_path = '' as $$
  delete from private.jobs
  where (state = 'completed' and finished_at < now() - make_interval(days => private.setting('keep_finished_jobs_days')::int))
    or (state = 'dead' and finished_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int));
  delete from public.error_logs
  where created_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int);
$$;

do $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is not null then
    perform cron.schedule('stenobase forget old rows', '17 3 * * *', 'select private.forget_old_rows()');
  end if;
end
$$;
