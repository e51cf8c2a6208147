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
  if exists (select from added) then
    perform private.wake_worker();
  end if;
  return null;
end
$$;

create trigger ring_for_new_jobs after insert on private.jobs referencing new table as added
  for each statement execute function private.ring_for_new_jobs();

create function private.work_is_due() returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (
    select from private.jobs
    where state in ('queued', 'running') and due_at <= now() and attempts < max_attempts
  )
$$;

-- What the clock does every few seconds: bury what is lost, ring if something is due.
create function private.tick() returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.bury_lost_jobs();
  if private.work_is_due() then
    perform private.wake_worker();
  end if;
end
$$;

do $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is not null then
    perform cron.schedule('stenobase tick', '10 seconds', 'select private.tick()');
  end if;
end
$$;

grant execute on function private.wake_worker(), private.work_is_due() to service_role;
