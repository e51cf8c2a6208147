-- Work that waits for somebody else, work that is handed over with its lease, and who is told when a job is given up.
alter table private.jobs
  drop constraint kind_is_known,
  add constraint kind_is_known check (
    kind in ('transcribe', 'transcribe_piece', 'collect', 'forget', 'import', 'purge', 'sweep', 'deliver')
  );

create or replace function private.ring_for_new_jobs() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from added where due_at <= now()) then
    perform private.wake_worker();
  end if;
  return null;
end
$$;

-- Asks for work that is not to begin before `seconds` have passed, unless it is waiting already.
create function private.enqueue_later(kind text, subject_id uuid, seconds double precision) returns void
  language sql security definer set search_path = '' as $$
  insert into private.jobs (kind, subject_id, due_at)
  values (enqueue_later.kind, enqueue_later.subject_id, now() + make_interval(secs => seconds))
  on conflict (kind, subject_id) where state in ('queued', 'running') do nothing
$$;

-- What was to happen later happens now.
create function private.hasten_job(kind text, subject_id uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs(hasten_job.kind, array[hasten_job.subject_id]);
  update private.jobs set due_at = now()
  where jobs.kind = hasten_job.kind and jobs.subject_id = hasten_job.subject_id and jobs.state = 'queued' and jobs.due_at > now();
  if found then
    perform private.wake_worker();
  end if;
end
$$;

-- A job that begins in the hands of who asks: they pass it on with its lease and with what no row may hold.
create function private.hold_job(kind text, subject_id uuid, lease_seconds integer)
  returns table (id bigint, kind text, subject_id uuid, attempts smallint, max_attempts smallint, lease_token uuid)
  language sql security definer set search_path = '' as $$
  insert into private.jobs (kind, subject_id, state, attempts, lease_token, due_at)
  values (hold_job.kind, hold_job.subject_id, 'running', 1, gen_random_uuid(), now() + make_interval(secs => lease_seconds))
  on conflict (kind, subject_id) where state in ('queued', 'running') do nothing
  returning jobs.id, jobs.kind, jobs.subject_id, jobs.attempts, jobs.max_attempts, jobs.lease_token
$$;

-- Somebody else has not done their part yet: the job comes back, and this attempt does not count.
create function private.defer_job(id bigint, lease_token uuid, seconds double precision) returns void
  language sql security definer set search_path = '' as $$
  update private.jobs
  set state = 'queued', attempts = attempts - 1, lease_token = null, due_at = now() + make_interval(secs => seconds)
  where jobs.id = defer_job.id and jobs.lease_token = defer_job.lease_token
$$;

-- Whose work it is. Subjects of each kind: see docs/jobs.md. Null where the subject is gone or is nobody's.
create function private.owner_of_job(kind text, subject_id uuid) returns uuid
  language plpgsql stable security definer set search_path = '' as $$
begin
  case kind
    when 'transcribe' then
      return (select user_id from public.transcriptions where id = subject_id);
    when 'transcribe_piece' then
      return (
        select user_id from public.transcriptions
        where id = (select transcription_id from private.transcription_pieces where id = subject_id)
      );
    when 'collect', 'forget' then
      return (select user_id from private.submissions where id = subject_id);
    when 'import', 'purge' then
      return (select user_id from public.entries where id = subject_id);
    when 'deliver' then
      return (select user_id from public.webhook_deliveries where id = subject_id);
    else
      return null;
  end case;
end
$$;

-- What giving up means for the subject stands with the subject: a trigger of its own for each kind.
drop trigger give_up on private.jobs;
drop function private.give_up();

create function private.log_given_up_job() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.error_logs (user_id, job_kind, subject_id, code, message, attempts)
  select users.id, new.kind, new.subject_id, new.error_code, new.error_message, new.attempts
  from (select private.owner_of_job(new.kind, new.subject_id)) as owner (id)
  left join auth.users on users.id = owner.id;
  return null;
end
$$;
create trigger log_given_up_job after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead') execute function private.log_given_up_job();

create function private.fail_transcription(id uuid, code text, message text) returns void
  language sql security definer set search_path = '' as $$
  update public.transcriptions
  set status = 'failed', error_code = code, error_message = message, started_at = coalesce(started_at, now()), ended_at = now()
  where transcriptions.id = fail_transcription.id and status in ('queued', 'processing')
$$;

create function private.give_up_transcription() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  given_up uuid := new.subject_id;
begin
  if new.kind = 'transcribe_piece' then
    select transcription_id into given_up from private.transcription_pieces where id = new.subject_id;
  end if;
  perform private.fail_transcription(given_up, new.error_code, new.error_message);
  return null;
end
$$;
create trigger give_up_transcription after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind in ('transcribe', 'transcribe_piece'))
  execute function private.give_up_transcription();

grant execute on function private.enqueue_jobs(text, uuid[]), private.defer_job(bigint, uuid, double precision), private.hold_job(text, uuid, integer),
  private.enqueue_later(text, uuid, double precision), private.hasten_job(text, uuid) to service_role;
grant execute on function private.hold_job(text, uuid, integer) to api_user;
