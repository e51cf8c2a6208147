-- The row is the truth, the ring only says "look". Losing one loses nothing; ringing twice does nothing twice.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_net') then
    create extension if not exists pg_net with schema extensions;
  end if;
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron;
  end if;
end
$$;

-- The one place that knows how a worker is reached: over HTTP where pg_net and Vault are and hold the two secrets, else by
-- a notification that a listener turns into the same call. The short time-out matters: pg_net waits for a whole batch.
create function private.wake_worker() returns void
  language plpgsql security definer set search_path = '' as $$
declare
  worker_url text;
  worker_key text;
begin
  if to_regprocedure('net.http_post(text,jsonb,jsonb,jsonb,integer)') is not null
    and to_regclass('vault.decrypted_secrets') is not null
  then
    execute $query$
      select max(decrypted_secret) filter (where name = 'stenobase_worker_url'),
        max(decrypted_secret) filter (where name = 'stenobase_worker_key')
      from vault.decrypted_secrets
    $query$ into worker_url, worker_key;
  end if;
  if worker_url is null or worker_key is null then
    perform pg_notify('stenobase_worker', '');
    return;
  end if;
  execute 'select net.http_post(url := $1, headers := $2, timeout_milliseconds := 2000)'
    using worker_url, jsonb_build_object('apikey', worker_key, 'content-type', 'application/json');
exception when others then
  -- A bell that is broken must not undo the work that it rings for; the clock rings again.
  raise warning 'The worker was not rung: %', sqlerrm;
end
$$;

create function private.ring_for_new_jobs() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from added where due_at <= now()) then
    perform private.wake_worker();
  end if;
  return null;
end
$$;
create trigger ring_for_new_jobs after insert on private.jobs referencing new table as added
  for each statement execute function private.ring_for_new_jobs();

-- What may not begin is not due: nobody rings for it.
create function private.work_is_due() returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (
    select from private.jobs
    where state in ('queued', 'running') and due_at <= now() and attempts < max_attempts
      and kind <> all ((select private.held_back_kinds())::text[])
  )
$$;

grant execute on function private.wake_worker(), private.work_is_due() to service_role;

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
grant execute on function private.hasten_job(text, uuid) to service_role;

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
