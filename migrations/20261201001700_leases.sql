-- How a job is taken, held and given back. Who holds its lease has it, and nobody else.

-- Takes up to `how_many` due jobs for `lease_seconds`. Two workers never get one job: locked rows are skipped.
create function private.claim_jobs(how_many integer, lease_seconds integer)
  returns table (
    id bigint, kind text, subject_id uuid, attempts smallint, max_attempts smallint, lease_token uuid, traceparent text
  )
  language sql security definer set search_path = '' as $$
  with due as (
    select jobs.id from private.jobs
    where jobs.state in ('queued', 'running') and jobs.due_at <= now() and jobs.attempts < jobs.max_attempts
      and jobs.kind <> all ((select private.held_back_kinds())::text[])
    order by jobs.due_at, jobs.id
    limit how_many
    for update skip locked
  )
  update private.jobs
  set state = 'running', attempts = jobs.attempts + 1, lease_token = gen_random_uuid(),
    due_at = now() + make_interval(secs => lease_seconds)
  from due
  where jobs.id = due.id
  returning jobs.id, jobs.kind, jobs.subject_id, jobs.attempts, jobs.max_attempts, jobs.lease_token, jobs.traceparent
$$;

-- A job that begins in the hands of who asks: they pass it on with its lease and with what no row may hold.
create function private.hold_job(kind text, subject_id uuid, lease_seconds integer)
  returns table (
    id bigint, kind text, subject_id uuid, attempts smallint, max_attempts smallint, lease_token uuid, traceparent text
  )
  language sql security definer set search_path = '' as $$
  insert into private.jobs (kind, subject_id, state, attempts, lease_token, due_at)
  values (hold_job.kind, hold_job.subject_id, 'running', 1, gen_random_uuid(), now() + make_interval(secs => lease_seconds))
  on conflict (kind, subject_id) where state in ('queued', 'running') do nothing
  returning jobs.id, jobs.kind, jobs.subject_id, jobs.attempts, jobs.max_attempts, jobs.lease_token, jobs.traceparent
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

-- Somebody else has not done their part yet: the job comes back, and this attempt does not count.
create function private.defer_job(id bigint, lease_token uuid, seconds double precision) returns void
  language sql security definer set search_path = '' as $$
  update private.jobs
  set state = 'queued', attempts = attempts - 1, lease_token = null, due_at = now() + make_interval(secs => seconds)
  where jobs.id = defer_job.id and jobs.lease_token = defer_job.lease_token
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

grant execute on function private.claim_jobs(integer, integer), private.renew_leases(uuid[], integer), private.complete_job(bigint, uuid),
  private.fail_job(bigint, uuid, text, text, boolean, integer), private.defer_job(bigint, uuid, double precision) to service_role;
grant execute on function private.hold_job(text, uuid, integer) to api_user, service_role;
