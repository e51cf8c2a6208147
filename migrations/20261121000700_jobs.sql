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
  created_at timestamptz not null default now(),
  finished_at timestamptz,

  constraint kind_is_known check (kind in ('transcribe', 'transcribe_piece')),
  constraint state_is_known check (state in ('queued', 'running', 'completed', 'dead')),
  constraint running_has_a_lease check ((state = 'running') = (lease_token is not null)),
  constraint finished_has_a_time check ((state in ('completed', 'dead')) = (finished_at is not null)),
  constraint dead_has_an_error check (state <> 'dead' or (error_code is not null and error_message is not null))
);
comment on column private.jobs.due_at is 'When the job may be claimed. For a running job this is the end of its lease: work that was lost comes back by itself.';

create unique index one_live_job_per_kind_and_subject on private.jobs (kind, subject_id) where state in ('queued', 'running');
create index jobs_by_due_time on private.jobs (due_at, id) where state in ('queued', 'running');
create index finished_jobs_by_time on private.jobs (finished_at) where state in ('completed', 'dead');

alter table private.jobs enable row level security;
grant select on private.jobs to service_role;

-- Asking twice for work that is already waiting asks once. One statement, however many subjects: it rings once.
create function private.enqueue_jobs(kind text, subject_ids uuid[]) returns void
  language sql security definer set search_path = '' as $$
  insert into private.jobs (kind, subject_id) select enqueue_jobs.kind, unnest(subject_ids)
  on conflict (kind, subject_id) where state in ('queued', 'running') do nothing
$$;

-- Takes up to `how_many` due jobs for `lease_seconds`. Two workers never get one job: locked rows are skipped.
create function private.claim_jobs(how_many integer, lease_seconds integer)
  returns table (id bigint, kind text, subject_id uuid, attempts smallint, max_attempts smallint, lease_token uuid)
  language sql security definer set search_path = '' as $$
  with due as (
    select jobs.id from private.jobs
    where jobs.state in ('queued', 'running') and jobs.due_at <= now() and jobs.attempts < jobs.max_attempts
    order by jobs.due_at, jobs.id
    limit how_many
    for update skip locked
  )
  update private.jobs
  set state = 'running', attempts = jobs.attempts + 1, lease_token = gen_random_uuid(),
    due_at = now() + make_interval(secs => lease_seconds)
  from due
  where jobs.id = due.id
  returning jobs.id, jobs.kind, jobs.subject_id, jobs.attempts, jobs.max_attempts, jobs.lease_token
$$;

-- Returns the jobs whose lease still stood and is now longer. Whoever is not among them has lost the job.
create function private.renew_leases(lease_tokens uuid[], lease_seconds integer) returns setof bigint
  language sql security definer set search_path = '' as $$
  update private.jobs set due_at = now() + make_interval(secs => lease_seconds)
  where state = 'running' and lease_token = any (lease_tokens)
  returning id
$$;

-- Raises `lease_lost` for a stale token, so that the transaction which stores a job's effect is undone with it.
create function private.complete_job(id bigint, lease_token uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update private.jobs set state = 'completed', finished_at = now(), lease_token = null
  where jobs.id = complete_job.id and jobs.lease_token = complete_job.lease_token;
  if not found then
    raise exception 'Job % is not held with this lease', id using errcode = 'SB001';
  end if;
end
$$;

-- Comes back after 2, 4, 8 ... seconds (or after `retry_seconds`, where a provider asked for more), or dies.
create function private.fail_job(
  id bigint, lease_token uuid, code text, message text, retryable boolean, retry_seconds integer default 0
) returns text
  language sql security definer set search_path = '' as $$
  update private.jobs
  set state = case when retryable and attempts < max_attempts then 'queued' else 'dead' end,
    finished_at = case when retryable and attempts < max_attempts then null else now() end,
    due_at = now() + greatest(make_interval(secs => retry_seconds), interval '1 second' * 2 ^ least(attempts, 10)),
    lease_token = null, error_code = code, error_message = message
  where jobs.id = fail_job.id and jobs.lease_token = fail_job.lease_token
  returning state
$$;

-- A job whose worker vanished in its last attempt.
create function private.bury_lost_jobs() returns integer
  language sql security definer set search_path = '' as $$
  with lost as (
    update private.jobs
    set state = 'dead', finished_at = now(), lease_token = null, error_code = 'worker_lost',
      error_message = 'The worker stopped in the middle of the last attempt'
    where state = 'running' and due_at <= now() and attempts >= max_attempts
    returning 1
  )
  select count(*)::integer from lost
$$;

-- What a watcher needs to know: how much is due, for how long, and how much was given up.
create function private.queue_state() returns table (due integer, dead integer, oldest_due_seconds double precision)
  language sql stable security definer set search_path = '' as $$
  select
    (count(*) filter (where state in ('queued', 'running') and due_at <= now()))::integer,
    (count(*) filter (where state = 'dead'))::integer,
    coalesce(extract(epoch from now() - min(due_at) filter (where state in ('queued', 'running') and due_at <= now())), 0)
  from private.jobs where state <> 'completed'
$$;

grant execute on function private.queue_state(), private.claim_jobs(integer, integer), private.renew_leases(uuid[], integer),
  private.complete_job(bigint, uuid), private.fail_job(bigint, uuid, text, text, boolean, integer) to service_role;
