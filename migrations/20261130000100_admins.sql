-- Admins: who they are, the role in which the API works for them, and the log of what they do.

-- The API runs an admin's request as `api_admin` with their claims. Like `api_user` it is a role that no token can name, and
-- its policies ask again who is there: a route that forgot to ask shows nothing.
do $$
begin
  if not exists (select from pg_roles where rolname = 'api_admin') then
    create role api_admin nologin;
  end if;
end
$$;
grant api_admin to postgres;
grant usage on schema public, private to api_admin;

-- The token says so and Auth still does: who is no admin any more is none at once, whatever their token says until it ends.
create function private.is_admin() returns boolean
  language sql stable security definer set search_path = '' as $$
  select coalesce(auth.jwt() -> 'app_metadata' ->> 'role' = 'admin', false) and exists (
    select from auth.users where users.id = auth.uid() and users.raw_app_meta_data ->> 'role' = 'admin'
  )
$$;

create function private.demand_admin() returns void
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_admin() then
    raise exception 'Auth knows no such admin' using errcode = 'SB002';
  end if;
end
$$;
grant execute on function private.is_admin(), private.demand_admin() to api_admin;

create table public.audit_logs (
  id bigint generated always as identity primary key,
  actor_id uuid,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}',
  request_id text,
  created_at timestamptz(3) not null default now(),

  constraint action_says_what_was_done_to_what check (action ~ '^[a-z_]+\.[a-z_]+$'),
  constraint subject_is_short check (char_length(subject) between 1 and 300),
  constraint detail_is_an_object check (jsonb_typeof(detail) = 'object')
);
comment on table public.audit_logs is 'What was done by admins, and by users to what guards them: who, what, to what, when. Never changed; forgotten after keep_audit_logs_days.';
comment on column public.audit_logs.actor_id is 'Who did it; outlives them. Null is the operator, by a command or in the database.';
comment on column public.audit_logs.subject is 'The id or key of what it was done to.';

create index audit_logs_of_an_actor on public.audit_logs (actor_id, id desc);
create index audit_logs_of_a_subject on public.audit_logs (subject, id desc);
create index audit_logs_by_time on public.audit_logs (created_at);

alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from anon, authenticated;
grant select on public.audit_logs to api_admin;
grant select on public.audit_logs to service_role;

create policy "Admins read the audit log" on public.audit_logs for select to api_admin
  using ((select private.is_admin()));

-- Written in the transaction of what it tells; the actor is whoever the transaction runs for.
create function private.audit(action text, subject text, detail jsonb default '{}', request_id text default null) returns void
  language sql security definer set search_path = '' as $$
  insert into public.audit_logs (actor_id, action, subject, detail, request_id)
  values (auth.uid(), audit.action, audit.subject, audit.detail, audit.request_id)
$$;
grant execute on function private.audit(text, text, jsonb, text) to api_user, api_admin, service_role;

insert into public.settings (key, value, description) values
  ('keep_audit_logs_days', '365', 'Days after which the audit log forgets');

-- What fails while a request is answered is logged beside the work that was given up.
alter table public.error_logs
  add column request_id text,
  add column route text,
  alter column job_kind drop not null,
  alter column subject_id drop not null,
  alter column attempts drop not null,
  add constraint what_failed_is_a_job_or_a_request check (
    num_nulls(job_kind, subject_id, attempts) = 0 or num_nulls(request_id, route) = 0
  );
comment on table public.error_logs is 'Work that was given up and requests that failed through our own fault, for whom and why.';

-- What is forgotten by age alone is a row here, so that a table says when it forgets where it is made.
create table private.forgotten_rows (
  table_name regclass primary key,
  moment text not null,
  setting text
);
comment on table private.forgotten_rows is 'Tables whose rows are deleted when `moment` (a column) is as many days ago as `setting` says, or is past where that is null.';
alter table private.forgotten_rows enable row level security;

insert into private.forgotten_rows (table_name, moment, setting) values
  ('public.error_logs', 'created_at', 'keep_error_logs_days'),
  ('public.audit_logs', 'created_at', 'keep_audit_logs_days'),
  ('public.events', 'created_at', 'keep_events_days'),
  ('public.webhook_deliveries', 'created_at', 'keep_webhook_deliveries_days'),
  ('private.paces', 'full_at', null),
  ('private.idempotency_keys', 'expires_at', null);

create or replace function private.forget_old_rows() returns void
  language plpgsql security definer set search_path = '' as $$
declare
  forgotten private.forgotten_rows;
begin
  for forgotten in select * from private.forgotten_rows loop
    execute format('delete from %s where %I < now() - make_interval(days => $1)', forgotten.table_name, forgotten.moment)
      using coalesce(private.setting(forgotten.setting)::int, 0);
  end loop;
  delete from private.jobs
  where (state = 'completed' and finished_at < now() - make_interval(days => private.setting('keep_finished_jobs_days')::int))
    or (state = 'dead' and finished_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int));
  delete from public.chat_messages
  where session_id is null
    and created_at < now() - make_interval(days => private.setting('keep_completions_days')::int);
  -- What a provider would not delete for us is asked for again as long as we remember it.
  delete from private.submissions
  where created_at < now() - make_interval(days => private.setting('keep_submissions_days')::int)
    and (external_id is null or forgotten_at is not null)
    and not exists (select from public.transcriptions where transcriptions.id = submissions.transcription_id);
  perform private.enqueue_jobs('forget', array(
    select submissions.id from private.submissions
    left join public.transcriptions on transcriptions.id = submissions.transcription_id
    where submissions.external_id is not null and submissions.forgotten_at is null
      and submissions.created_at > now() - make_interval(days => private.setting('keep_submissions_days')::int)
      and (transcriptions.id is null or transcriptions.status = 'cancelled')
  ));
end
$$;
