-- What a restore into another server leaves behind. There transactions are numbered from the beginning, and the order of
-- events goes by these numbers: after a restore they are counted on from where the backup had come.
create table private.restores (
  id bigint generated always as identity primary key,
  restored_at timestamptz(3) not null default now(),
  transactions_ahead bigint not null,

  constraint transactions_are_never_counted_back check (transactions_ahead >= 0)
);
comment on table private.restores is 'One row a restore; the last one says by how much this server''s transactions are counted on.';
alter table private.restores enable row level security;

create function private.count_on(transaction_id xid8) returns xid8
  language sql stable security definer set search_path = '' as $$
  select (
    transaction_id::text::bigint
      + coalesce((select transactions_ahead from private.restores order by id desc limit 1), 0)
  )::text::xid8
$$;
comment on function private.count_on(xid8) is 'A transaction of this server, as events number it.';
grant execute on function private.count_on(xid8) to api_user, api_admin, service_role;
