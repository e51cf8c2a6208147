/**
 * `net`, `vault` and `cron` as the platform has them, as far as they are used: for an embedded Postgres, which has not got the
 * extensions. Calls are kept in `net.calls` and told by a notification; nothing is encrypted, and nothing ticks.
 */
export const platformParts = `
  create schema net;
  create table net.calls (url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds int);
  create table net._http_response (status_code int, error_msg text, created timestamptz default clock_timestamp());
  create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
    timeout_milliseconds int default 5000) returns bigint language sql security definer as $$
    insert into net.calls values ($1, $2, $3, $4, $5);
    select pg_notify('net_calls', jsonb_build_object('url', $1, 'headers', $4)::text);
    select 1::bigint
  $$;

  create schema vault;
  create table vault.secrets (id uuid primary key default gen_random_uuid(), name text unique, secret text);
  create view vault.decrypted_secrets as select id, name, secret as decrypted_secret from vault.secrets;
  create function vault.create_secret(new_secret text, new_name text) returns uuid language sql security definer as $$
    insert into vault.secrets (name, secret) values (new_name, new_secret) returning id
  $$;
  create function vault.update_secret(secret_id uuid, new_secret text) returns void language sql security definer as $$
    update vault.secrets set secret = new_secret where id = secret_id
  $$;

  create schema cron;
  create table cron.job (jobid bigint generated always as identity, jobname text unique, schedule text, command text,
    active boolean not null default true);
  create function cron.schedule(job_name text, schedule text, command text) returns bigint
    language sql security definer as $$
    insert into cron.job (jobname, schedule, command) values ($1, $2, $3)
    on conflict (jobname) do update set schedule = excluded.schedule, command = excluded.command returning jobid
  $$;
  create function cron.alter_job(job_id bigint, active boolean) returns void language sql security definer as $$
    update cron.job set active = $2 where jobid = job_id
  $$;

  grant usage on schema net, vault, cron to postgres;
  grant select on all tables in schema net, vault, cron to postgres;
  grant execute on all functions in schema net, vault, cron to postgres;`;
