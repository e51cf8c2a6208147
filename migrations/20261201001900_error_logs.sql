-- Work that was given up, and beside it what fails while a request is answered.
create table public.error_logs (
  id bigint generated always as identity primary key,
  user_id uuid references auth.users (id) on delete set null,
  job_kind text,
  subject_id uuid,
  attempts smallint,
  request_id text,
  route text,
  code text not null,
  message text not null,
  created_at timestamptz not null default now(),

  constraint what_failed_is_a_job_or_a_request check (
    num_nulls(job_kind, subject_id, attempts) = 0 or num_nulls(request_id, route) = 0
  )
);
comment on table public.error_logs is 'Work that was given up and requests that failed through our own fault, for whom and why.';

create index error_logs_of_a_user on public.error_logs (user_id);
create index error_logs_newest_first on public.error_logs (created_at desc);
create index error_logs_of_a_request on public.error_logs (request_id) where request_id is not null;

alter table public.error_logs enable row level security;
revoke all on public.error_logs from anon, authenticated;
grant select on public.error_logs to authenticated, api_admin;
grant select, insert, update, delete on public.error_logs to service_role;

create policy "Admins read error logs" on public.error_logs for select to authenticated
  using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');
create policy "Admins read all error logs" on public.error_logs for select to api_admin
  using ((select private.is_admin()));

insert into public.settings (key, value, description) values
  ('keep_error_logs_days', '90', 'Days after which error logs and given-up jobs are forgotten');
insert into private.forgotten_rows (table_name, moment, setting) values
  ('public.error_logs', 'created_at', 'keep_error_logs_days');
