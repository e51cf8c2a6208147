-- The switch for maintenance: while it is off, nothing new is taken in to be transcribed, and what waits goes on waiting.
insert into public.settings (key, value, description, maximum) values
  ('transcribing_allowed', 'true', 'Whether anything is transcribed; while it is not, new transcriptions are refused and queued ones wait', null),
  ('maintenance_message', '""', 'What callers are told while nothing is transcribed', 300);

-- Null while transcribing is allowed, else what callers are told.
create function private.why_paused() returns text
  language sql stable security definer set search_path = '' as $$
  select coalesce(nullif(private.setting('maintenance_message') #>> '{}', ''), 'ask again later, all else works')
  where private.setting('transcribing_allowed') = 'false'
$$;
grant execute on function private.why_paused() to api_user;

-- Whatever the door, a transcription that is to be worked on passes here.
create function private.refuse_while_paused() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  reason text := private.why_paused();
begin
  if reason is not null then
    raise exception '%', reason using errcode = 'SB003';
  end if;
  return new;
end
$$;
create trigger refuse_while_paused_when_added before insert on public.transcriptions
  for each row when (new.status = 'queued') execute function private.refuse_while_paused();
create trigger refuse_while_paused_when_queued_again before update on public.transcriptions
  for each row when (new.status = 'queued' and old.status <> 'queued') execute function private.refuse_while_paused();

-- Jobs of these kinds are not begun. What providers were sent before is collected all the same.
create function private.held_back_kinds() returns text[]
  language sql stable security definer set search_path = '' as $$
  select case private.setting('transcribing_allowed') when 'false' then '{transcribe,transcribe_piece}'::text[] else '{}' end
$$;

create or replace function private.claim_jobs(how_many integer, lease_seconds integer)
  returns table (id bigint, kind text, subject_id uuid, attempts smallint, max_attempts smallint, lease_token uuid)
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
  returning jobs.id, jobs.kind, jobs.subject_id, jobs.attempts, jobs.max_attempts, jobs.lease_token
$$;

-- What may not begin is not due: nobody rings for it, and nobody who watches is told that it waits for too long.
create or replace function private.work_is_due() returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (
    select from private.jobs
    where state in ('queued', 'running') and due_at <= now() and attempts < max_attempts
      and kind <> all ((select private.held_back_kinds())::text[])
  )
$$;

create or replace function private.queue_state() returns table (due integer, dead integer, oldest_due_seconds double precision)
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

-- What waited is due from now on, so that nobody takes it for late, and begins in the order in which it was asked for.
create function private.let_work_go_on() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update private.jobs set due_at = now()
  where kind in ('transcribe', 'transcribe_piece') and state in ('queued', 'running') and due_at < now();
  perform private.wake_worker();
  return null;
end
$$;
create trigger let_work_go_on after update on public.settings
  for each row when (new.key = 'transcribing_allowed' and new.value = 'true' and old.value = 'false')
  execute function private.let_work_go_on();
