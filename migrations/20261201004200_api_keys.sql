-- API keys: what a program sends in place of a user's access token.
create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  prefix text not null,
  hash bytea not null,
  scopes text[] not null,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  ended_at timestamptz(3) generated always as (least(revoked_at, expires_at)) stored,

  constraint name_is_short check (char_length(name) between 1 and 100),
  constraint prefix_is_the_beginning_of_a_key check (prefix ~ '^sbk_[0-9A-Za-z]{6}$'),
  constraint hash_is_a_sha256 check (octet_length(hash) = 32),
  constraint scopes_are_few check (cardinality(scopes) between 1 and 50),
  constraint a_hash_is_of_one_key unique (hash)
);
comment on table public.api_keys is 'Keys by which programs act for a user. Forgotten keep_ended_api_keys_days after they were revoked or expired.';
comment on column public.api_keys.hash is 'SHA-256 of the key, which is stored nowhere. A key has 178 random bits: no slow hash could make them harder to guess.';
comment on column public.api_keys.scopes is 'What it may: <resource>:read, <resource>:write, admin.';
comment on column public.api_keys.last_used_at is 'To the minute.';
comment on column public.api_keys.ended_at is 'From when it is refused; null is never.';

create index api_keys_newest_first on public.api_keys (user_id, created_at desc, id desc);
create index api_keys_by_end on public.api_keys (ended_at);

alter table public.api_keys enable row level security;
revoke all on public.api_keys from anon, authenticated, service_role;
grant select (id, user_id, name, prefix, scopes, created_at, last_used_at, expires_at, revoked_at, ended_at)
  on public.api_keys to authenticated, service_role;
grant insert (user_id, name, prefix, hash, scopes, expires_at) on public.api_keys to api_user;
grant update (name, revoked_at) on public.api_keys to api_user, service_role;
grant delete on public.api_keys to service_role;

create policy "Owners read their API keys" on public.api_keys for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds API keys for their owner" on public.api_keys for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes API keys for their owner" on public.api_keys for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

insert into public.settings (key, value, description) values
  ('api_keys_per_user', '20', 'Most API keys that a user may have at a time'),
  ('keep_ended_api_keys_days', '90', 'Days after which API keys that were revoked or expired are forgotten');

insert into private.forgotten_rows (table_name, moment, setting) values
  ('public.api_keys', 'ended_at', 'keep_ended_api_keys_days');

-- Whose key it is and what both may now; no row where there is no such key. Notes the use once a minute, and waits for nobody
-- who notes it at the same time.
create function private.use_api_key(hash bytea)
  returns table (
    id uuid, user_id uuid, scopes text[], is_anonymous boolean, is_admin boolean, is_banned boolean,
    expires_at timestamptz, revoked_at timestamptz
  )
  language sql volatile security definer set search_path = '' as $$
  with found as (
    select api_keys.*, users.is_anonymous, users.raw_app_meta_data ->> 'role' as role, users.banned_until
    from public.api_keys join auth.users on users.id = api_keys.user_id
    where api_keys.hash = use_api_key.hash
  ), noted as (
    update public.api_keys set last_used_at = now()
    where api_keys.id = (
      select held.id from public.api_keys held
      where held.id = (select found.id from found) and (held.ended_at is null or held.ended_at > now())
        and (held.last_used_at is null or held.last_used_at < now() - interval '1 minute')
      for update skip locked
    )
  )
  select found.id, found.user_id, found.scopes, coalesce(found.is_anonymous, false),
    coalesce(found.role = 'admin', false) and 'admin' = any (found.scopes), coalesce(found.banned_until > now(), false),
    found.expires_at, found.revoked_at
  from found
$$;
grant execute on function private.use_api_key(bytea) to service_role;
