-- The queue. A job names a row (kind, subject) and carries nothing else: no payload, no secret.
create table private.jobs (
  id bigint generated always as identity primary key,
  kind text not null,
  subject_id uuid not null,
  state text not null default 'queued',
  due_at timestamptz not null default now(),
  attempts smallint not null default 0,
  max_attempts smallint not null default 5,
  lease_token uuid,
  error_code text,
  error_message text,
  traceparent text default nullif(current_setting('stenobase.traceparent', true), ''),
  created_at timestamptz not null default now(),
  finished_at timestamptz,

  constraint kind_is_known check (
    kind in ('transcribe', 'transcribe_piece', 'collect', 'forget', 'import', 'purge', 'sweep', 'deliver', 'answer', 'document',
      'document_piece')
  ),
  constraint state_is_known check (state in ('queued', 'running', 'completed', 'dead')),
  constraint running_has_a_lease check ((state = 'running') = (lease_token is not null)),
  constraint finished_has_a_time check ((state in ('completed', 'dead')) = (finished_at is not null)),
  constraint dead_has_an_error check (state <> 'dead' or (error_code is not null and error_message is not null)),
  constraint traceparent_names_a_span check (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$')
);
comment on column private.jobs.due_at is 'When the job may be claimed. For a running job this is the end of its lease: work that was lost comes back by itself.';
-- A job goes on with the trace of whatever enqueued it, which says who it is in its transaction (shared/db.ts). Nothing is said
-- where nobody traces.
comment on column private.jobs.traceparent is 'The span that enqueued the job, as W3C Trace Context writes it.';

create unique index one_live_job_per_kind_and_subject on private.jobs (kind, subject_id) where state in ('queued', 'running');
create index jobs_by_due_time on private.jobs (due_at, id) where state in ('queued', 'running');
create index finished_jobs_by_time on private.jobs (finished_at) where state in ('completed', 'dead');
-- What was given up is what an operator looks for, in a table that is full of what was done.
create index dead_jobs_newest_first on private.jobs (id desc) where state = 'dead';
create index dead_jobs_by_kind on private.jobs (kind) where state = 'dead';

alter table private.jobs enable row level security;
grant select (id, kind, subject_id, state, due_at, attempts, max_attempts, error_code, error_message, created_at, finished_at)
  on private.jobs to api_admin;
grant select on private.jobs to service_role;

create policy "Admins read the queue" on private.jobs for select to api_admin
  using ((select private.is_admin()));

insert into public.settings (key, value, description) values
  ('keep_finished_jobs_days', '7', 'Days after which completed jobs are forgotten');

-- Asking twice for work that is already waiting asks once. One statement, however many subjects: it rings once.
create function private.enqueue_jobs(kind text, subject_ids uuid[]) returns void
  language sql security definer set search_path = '' as $$
  insert into private.jobs (kind, subject_id) select enqueue_jobs.kind, unnest(subject_ids)
  on conflict (kind, subject_id) where state in ('queued', 'running') do nothing
$$;

-- Asks for work that is not to begin before `seconds` have passed, unless it is waiting already.
create function private.enqueue_later(kind text, subject_id uuid, seconds double precision) returns void
  language sql security definer set search_path = '' as $$
  insert into private.jobs (kind, subject_id, due_at)
  values (enqueue_later.kind, enqueue_later.subject_id, now() + make_interval(secs => seconds))
  on conflict (kind, subject_id) where state in ('queued', 'running') do nothing
$$;

-- What a watcher needs to know: how much is due, for how long, and how much was given up. What may not begin is not due.
create function private.queue_state() returns table (due integer, dead integer, oldest_due_seconds double precision)
  language sql stable security definer set search_path = '' as $$
  select count(due_at)::integer, (count(*) filter (where state = 'dead'))::integer,
    coalesce(extract(epoch from now() - min(due_at)), 0)
  from (
    select state, case
      when state in ('queued', 'running') and due_at <= now() and kind <> all ((select private.held_back_kinds())::text[]) then due_at
    end as due_at
    from private.jobs where state <> 'completed'
  ) as unfinished
$$;

grant execute on function private.queue_state() to api_admin, service_role;
grant execute on function private.enqueue_jobs(text, uuid[]), private.enqueue_later(text, uuid, double precision) to service_role;
