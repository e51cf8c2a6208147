-- Telling a user's own servers what happened: where to, what was sent, and how it went. No signing secret is stored: it is
-- made from the operator's WEBHOOK_KEY, from whom it belongs to, and from its version, which is all that a row holds.
create table public.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  url text not null,
  description text not null default '',
  events text[] not null default '{}',
  status text not null default 'active',
  paused_reason text,
  failures integer not null default 0,
  secret_version integer not null default 1,
  secret_rotated_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),

  constraint url_is_short check (char_length(url) <= 2000),
  constraint description_is_short check (char_length(description) <= 200),
  constraint events_are_few check (cardinality(events) <= 50),
  constraint status_is_known check (status in ('active', 'paused')),
  constraint paused_has_a_reason check ((status = 'paused') = (paused_reason is not null)),
  constraint failures_are_not_negative check (failures >= 0),
  constraint rotated_has_a_time check ((secret_version = 1) = (secret_rotated_at is null)),
  constraint an_endpoint_has_one_owner unique (user_id, id)
);
comment on table public.webhook_endpoints is 'Where a user wants to be told what happened.';
comment on column public.webhook_endpoints.events is 'Types of events that it is told; all where it names none.';
comment on column public.webhook_endpoints.failures is 'Deliveries that were given up since the last one that arrived.';

create index webhook_endpoints_newest_first on public.webhook_endpoints (user_id, created_at desc, id desc);

alter table public.webhook_endpoints enable row level security;
revoke all on public.webhook_endpoints from anon, authenticated;
grant select on public.webhook_endpoints to authenticated;
grant insert, update, delete on public.webhook_endpoints to api_user;
grant select, insert, update, delete on public.webhook_endpoints to service_role;

create policy "Owners read their webhooks" on public.webhook_endpoints for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds webhooks for their owner" on public.webhook_endpoints for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes webhooks for their owner" on public.webhook_endpoints for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "The API deletes webhooks for their owner" on public.webhook_endpoints for delete to api_user
  using (user_id = (select auth.uid()));

create trigger touch_updated_at before update on public.webhook_endpoints
  for each row execute function private.touch_updated_at();

-- Who names a URL at a submission has no endpoint: the version of their secret stands here once it was rotated.
create table private.webhook_url_secrets (
  user_id uuid primary key references auth.users (id) on delete cascade,
  version integer not null,
  rotated_at timestamptz(3) not null
);
comment on table private.webhook_url_secrets is 'Which version of their secret signs what goes to the webhook_url of a user''s transcriptions; the first where there is no row.';

alter table private.webhook_url_secrets enable row level security;
grant select, insert, update on private.webhook_url_secrets to api_user;
grant select, insert, update, delete on private.webhook_url_secrets to service_role;

create policy "The API reads the version for its owner" on private.webhook_url_secrets for select to api_user
  using (user_id = (select auth.uid()));
create policy "The API adds the version for its owner" on private.webhook_url_secrets for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes the version for its owner" on private.webhook_url_secrets for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  endpoint_id uuid,
  url text,
  event_id bigint,
  type text not null,
  data jsonb not null,
  status text not null default 'pending',
  attempts smallint not null default 0,
  next_attempt_at timestamptz(3) default now(),
  response_status smallint,
  response_excerpt text,
  error text,
  delivered_at timestamptz(3),
  created_at timestamptz(3) not null default now(),

  constraint status_is_known check (status in ('pending', 'delivered', 'failed', 'skipped')),
  constraint it_goes_to_an_endpoint_or_a_url check (num_nonnulls(endpoint_id, url) = 1),
  constraint attempts_are_not_negative check (attempts >= 0),
  constraint pending_has_a_next_attempt check ((status = 'pending') = (next_attempt_at is not null)),
  constraint delivered_has_a_time check ((status = 'delivered') = (delivered_at is not null)),
  constraint failed_has_error check (status <> 'failed' or error is not null),
  constraint excerpt_is_short check (char_length(response_excerpt) <= 500),
  constraint an_endpoint_is_told_an_event_once unique (endpoint_id, event_id),
  constraint a_delivery_has_its_endpoints_owner
    foreign key (user_id, endpoint_id) references public.webhook_endpoints (user_id, id) on delete cascade
);
comment on table public.webhook_deliveries is 'One event on its way to one receiver. Its id is the webhook-id of every attempt. Forgotten after keep_webhook_deliveries_days.';
comment on column public.webhook_deliveries.url is 'The webhook_url of a transcription, where it goes to no endpoint.';
comment on column public.webhook_deliveries.event_id is 'The event, which is forgotten earlier; absent for a test.';
comment on column public.webhook_deliveries.response_excerpt is 'The first 500 characters of the last answer.';

create unique index a_url_is_told_an_event_once on public.webhook_deliveries (event_id) where endpoint_id is null;
create index webhook_deliveries_newest_first on public.webhook_deliveries (user_id, endpoint_id, created_at desc, id desc);
create index webhook_deliveries_by_time on public.webhook_deliveries (created_at);

alter table public.webhook_deliveries enable row level security;
revoke all on public.webhook_deliveries from anon, authenticated;
grant select on public.webhook_deliveries to authenticated;
grant insert, update on public.webhook_deliveries to api_user;
grant select, insert, update, delete on public.webhook_deliveries to service_role;

create policy "Owners read their deliveries" on public.webhook_deliveries for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds deliveries for their owner" on public.webhook_deliveries for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes deliveries for their owner" on public.webhook_deliveries for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

alter table public.transcriptions
  add column webhook_url text,
  add constraint webhook_url_is_short check (char_length(webhook_url) <= 2000);
comment on column public.transcriptions.webhook_url is 'Is told the end of this transcription, whatever endpoints its owner has.';

insert into public.settings (key, value, description) values
  ('webhook_endpoints_per_user', '10', 'Most webhook endpoints that a user may have'),
  ('webhook_failures_before_pause', '10', 'Deliveries in a row that are given up before their endpoint is paused'),
  ('keep_webhook_deliveries_days', '30', 'Days after which webhook deliveries are forgotten');

-- Endpoints are held while they are read: one that is deleted in this moment must not break what the event tells of.
create function private.add_deliveries() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.webhook_deliveries (user_id, endpoint_id, event_id, type, data, status, next_attempt_at)
  select new.user_id, id, new.id, new.type, new.data,
    case status when 'active' then 'pending' else 'skipped' end, case status when 'active' then now() end
  from public.webhook_endpoints
  where user_id = new.user_id and (events = '{}' or new.type = any (events))
  for key share;
  if new.type in ('transcription.completed', 'transcription.failed', 'transcription.cancelled') then
    insert into public.webhook_deliveries (user_id, url, event_id, type, data)
    select new.user_id, webhook_url, new.id, new.type, new.data
    from public.transcriptions where id = new.subject_id and webhook_url is not null;
  end if;
  return null;
end
$$;
create trigger add_deliveries after insert on public.events
  for each row when (new.type not like '%.progress') execute function private.add_deliveries();

create function private.enqueue_deliveries() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('deliver', array(select id from added where status = 'pending'));
  return null;
end
$$;
create trigger enqueue_deliveries after insert on public.webhook_deliveries referencing new table as added
  for each statement execute function private.enqueue_deliveries();

create function private.replay_delivery() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.hasten_job('deliver', new.id);
  return null;
end
$$;
create trigger replay_delivery after update on public.webhook_deliveries
  for each row when (new.status = 'pending' and (old.status <> 'pending' or new.attempts < old.attempts))
  execute function private.replay_delivery();

-- An attempt that failed is a job that is done: the next attempt is the next job, made with the end of the last.
create function private.plan_next_attempt() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_later('deliver', id, extract(epoch from next_attempt_at - now()))
  from public.webhook_deliveries where id = new.subject_id and status = 'pending';
  return null;
end
$$;
create trigger plan_next_attempt after update on private.jobs
  for each row when (new.state = 'completed' and old.state <> 'completed' and new.kind = 'deliver')
  execute function private.plan_next_attempt();

-- The endpoint is held before its delivery, in the order in which deleting it locks both.
create function private.hold_endpoint(delivery_id uuid) returns void
  language sql security definer set search_path = '' as $$
  select from public.webhook_endpoints
  where id = (select endpoint_id from public.webhook_deliveries where webhook_deliveries.id = delivery_id)
  for no key update
$$;

create function private.give_up_delivery() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.hold_endpoint(new.subject_id);
  update public.webhook_deliveries set status = 'failed', next_attempt_at = null, error = new.error_message
  where id = new.subject_id and status = 'pending';
  return null;
end
$$;
create trigger give_up_delivery after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind = 'deliver')
  execute function private.give_up_delivery();

-- What a delivery's end says about its endpoint. Nobody is called for ever who does not listen.
create function private.judge_endpoint() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  failures_in_a_row integer;
begin
  if new.status = 'delivered' then
    update public.webhook_endpoints set failures = 0 where id = new.endpoint_id and failures > 0;
    return null;
  end if;
  update public.webhook_endpoints set failures = failures + 1 where id = new.endpoint_id
  returning failures into failures_in_a_row;
  update public.webhook_endpoints
  set status = 'paused', paused_reason = case
    when new.response_status = 410 then 'It answered 410 Gone, which asks for no more events'
    else failures_in_a_row || ' deliveries in a row failed, the last one because: ' || new.error
  end
  where id = new.endpoint_id and status = 'active' and (
    new.response_status = 410 or failures_in_a_row >= private.setting('webhook_failures_before_pause')::integer
  );
  return null;
end
$$;
create trigger judge_endpoint after update on public.webhook_deliveries
  for each row when (
    new.endpoint_id is not null and new.status <> old.status and new.status in ('delivered', 'failed')
  )
  execute function private.judge_endpoint();

grant execute on function private.hold_endpoint(uuid) to service_role;

create or replace function private.forget_old_rows() returns void
  language sql security definer set search_path = '' as $$
  delete from private.jobs
  where (state = 'completed' and finished_at < now() - make_interval(days => private.setting('keep_finished_jobs_days')::int))
    or (state = 'dead' and finished_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int));
  delete from public.error_logs
  where created_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int);
  delete from public.events
  where created_at < now() - make_interval(days => private.setting('keep_events_days')::int);
  delete from private.paces where full_at < now();
  delete from private.idempotency_keys where expires_at < now();
  delete from public.webhook_deliveries
  where created_at < now() - make_interval(days => private.setting('keep_webhook_deliveries_days')::int);
$$;
