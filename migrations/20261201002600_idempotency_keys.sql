-- What was answered to a request that may come again. The key is a keyed hash, the body is sealed: nobody reads them here.
create table private.idempotency_keys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  key_hash bytea not null,
  request_hash bytea not null,
  state text not null default 'held',
  lock_token uuid,
  locked_until timestamptz,
  status smallint,
  headers jsonb,
  body bytea,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',

  constraint state_is_known check (state in ('free', 'held', 'answered')),
  constraint held_has_a_lock check ((state = 'held') = (lock_token is not null) and (state = 'held') = (locked_until is not null)),
  constraint answered_has_a_reply check ((state = 'answered') = (num_nulls(status, headers, body) = 0)),
  constraint a_key_is_one_request_of_a_user unique (user_id, key_hash)
);
comment on table private.idempotency_keys is 'Requests with an Idempotency-Key: held while one is worked on, then answered, or free where the same may be tried again.';
comment on column private.idempotency_keys.id is 'Stays the same while the same request is tried again, so that what it adds can be named after it.';

create index idempotency_keys_by_expiry on private.idempotency_keys (expires_at);

alter table private.idempotency_keys enable row level security;

insert into private.forgotten_rows (table_name, moment, setting) values
  ('private.idempotency_keys', 'expires_at', null);

-- Takes a key for 60 seconds, unless it is answered, held, or another request's. The row that comes back has the lock token
-- of whoever holds it.
create function private.claim_key(key_hash bytea, request_hash bytea, lock_token uuid) returns private.idempotency_keys
  language plpgsql security definer set search_path = '' as $$
declare
  claimed private.idempotency_keys;
begin
  insert into private.idempotency_keys as known (user_id, key_hash, request_hash, lock_token, locked_until)
  values (auth.uid(), claim_key.key_hash, claim_key.request_hash, claim_key.lock_token, now() + interval '60 seconds')
  on conflict on constraint a_key_is_one_request_of_a_user do update
  set id = case when known.request_hash = excluded.request_hash and known.expires_at > now() then known.id else excluded.id end,
    request_hash = excluded.request_hash, state = 'held', lock_token = excluded.lock_token,
    locked_until = excluded.locked_until, status = null, headers = null, body = null, expires_at = excluded.expires_at
  where known.expires_at <= now()
    or known.state = 'free'
    or (known.state = 'held' and known.locked_until <= now() and known.request_hash = excluded.request_hash)
  returning * into claimed;
  if not found then
    select * into claimed from private.idempotency_keys known
    where known.user_id = auth.uid() and known.key_hash = claim_key.key_hash;
  end if;
  return claimed;
end
$$;

-- Keeps the reply of whoever still holds the key; false where somebody else has taken over.
create function private.keep_reply(id uuid, lock_token uuid, status smallint, headers jsonb, body bytea) returns boolean
  language plpgsql security definer set search_path = '' as $$
begin
  update private.idempotency_keys known
  set state = 'answered', lock_token = null, locked_until = null,
    status = keep_reply.status, headers = keep_reply.headers, body = keep_reply.body
  where known.id = keep_reply.id and known.lock_token = keep_reply.lock_token and known.user_id = auth.uid();
  return found;
end
$$;

-- Gives a key back, where it is still held by whoever gives it back.
create function private.free_key(id uuid, lock_token uuid) returns void
  language sql security definer set search_path = '' as $$
  update private.idempotency_keys known set state = 'free', lock_token = null, locked_until = null
  where known.id = free_key.id and known.lock_token = free_key.lock_token and known.user_id = auth.uid()
$$;

grant execute on function private.claim_key(bytea, bytea, uuid), private.free_key(uuid, uuid) to api_user;
grant execute on function private.keep_reply(uuid, uuid, smallint, jsonb, bytea) to api_user, api_admin;
