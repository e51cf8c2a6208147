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

alter table public.events alter column written_by set default private.count_on(pg_current_xact_id());
comment on column public.events.written_by is 'The transaction that wrote it, counted on over restores. In the order (written_by, id), rows below the oldest running transaction are never added to.';

-- `reached` is where the backup had come. What came after it is lost, and yet somebody may have read it, so that counting
-- goes on behind more than that can have been.
create function private.begin_after_restore(reached xid8) returns void
  language sql set search_path = '' as $$
  insert into private.restores (transactions_ahead)
  select greatest(
    greatest(reached, coalesce(max(written_by), reached))::text::bigint + 1000000000
      - pg_current_xact_id()::text::bigint,
    0
  ) from public.events
$$;
comment on function private.begin_after_restore(xid8) is 'To be called once when rows were restored, by whoever restores them.';
