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

insert into public.settings (key, value, description, minimum) values
  ('keep_webhook_deliveries_days', '30', 'Days after which webhook deliveries are forgotten', 1);
insert into private.forgotten_rows (table_name, moment, setting) values
  ('public.webhook_deliveries', 'created_at', 'keep_webhook_deliveries_days');

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
