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

insert into public.settings (key, value, description, minimum) values
  ('webhook_endpoints_per_user', '10', 'Most webhook endpoints that a user may have', null),
  ('webhook_failures_before_pause', '10', 'Deliveries in a row that are given up before their endpoint is paused', 1);
