-- One allowance a name and subject, which fills up again evenly. Worth nothing after a crash, so not worth a log either.
create unlogged table private.paces (
  name text,
  subject text,
  full_at timestamptz not null,
  primary key (name, subject)
);
comment on table private.paces is 'Limits a minute. A subject is a user''s id or the keyed hash of a network address.';
comment on column private.paces.full_at is 'When the whole allowance is there again: the longer from now, the more of it is used.';

create index paces_by_time on private.paces (full_at);

alter table private.paces enable row level security;

insert into private.forgotten_rows (table_name, moment, setting) values
  ('private.paces', 'full_at', null);

-- How a limit stands. `retry_at` is set where it has just refused something.
create type private.limit_state as (name text, allowance integer, remaining integer, resets_at timestamptz, retry_at timestamptz);

-- The millisecond makes up for a minute that cannot be divided evenly.
create function private.pace_state(limit_name text, of_subject text, per_minute integer) returns private.limit_state
  language sql stable security definer set search_path = '' as $$
  select limit_name, per_minute,
    least(per_minute, floor(per_minute * extract(epoch from clock_timestamp() + interval '60.001 seconds' - pace.full_at) / 60))::int,
    pace.full_at, null::timestamptz
  from (
    select greatest(max(paces.full_at), clock_timestamp()) from private.paces
    where paces.name = limit_name and paces.subject = of_subject
  ) as pace (full_at)
$$;

-- Takes one from an allowance of `per_minute`, where one is left.
create function private.take_pace(limit_name text, of_subject text, per_minute integer) returns private.limit_state
  language plpgsql security definer set search_path = '' as $$
declare
  one interval := interval '1 minute' / nullif(per_minute, 0);
  taken boolean;
  state private.limit_state;
begin
  insert into private.paces as pace (name, subject, full_at)
  select limit_name, of_subject, clock_timestamp() + one where per_minute > 0
  on conflict on constraint paces_pkey do update set full_at = greatest(pace.full_at, clock_timestamp()) + one
  where greatest(pace.full_at, clock_timestamp()) + one <= clock_timestamp() + interval '60.001 seconds';
  taken := found;
  state := private.pace_state(limit_name, of_subject, per_minute);
  if not taken then
    state.retry_at := coalesce(state.resets_at + one - interval '1 minute', clock_timestamp() + interval '1 minute');
  end if;
  return state;
end
$$;
