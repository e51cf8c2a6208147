-- Settings that cannot be wrong: each has a kind, bounds and a default.
create function private.kind_of_setting(value jsonb) returns text
  language sql immutable set search_path = '' as $$
  select case jsonb_typeof(value)
    when 'boolean' then 'boolean'
    when 'string' then 'text'
    when 'number' then case value::numeric % 1 when 0 then 'integer' else 'number' end
  end
$$;

-- Days and hours end within a lifetime: Postgres knows no moment before the year -4713.
create function private.maximum_of_setting(key text) returns numeric
  language sql immutable set search_path = '' as $$
  select case when key like '%\_days' then 36500 when key like '%\_hours' then 876000 else 2147483647 end
$$;

-- What a value must be, as a sentence for whoever sends another.
create function private.rule_of_setting(kind text, minimum numeric, maximum numeric) returns text
  language sql immutable set search_path = '' as $$
  select case kind
    when 'boolean' then 'Must be true or false'
    when 'text' then format('Must be text of %s to %s characters', minimum, maximum)
    when 'integer' then format('Must be a whole number from %s to %s', minimum, maximum)
    when 'number' then format('Must be a number from %s to %s', minimum, maximum)
  end
$$;

create function private.obeys_rule(value jsonb, kind text, minimum numeric, maximum numeric) returns boolean
  language sql immutable set search_path = '' as $$
  select case
    when kind = 'boolean' then jsonb_typeof(value) = 'boolean'
    when kind = 'text' then jsonb_typeof(value) = 'string' and char_length(value #>> '{}') between minimum and maximum
    when jsonb_typeof(value) <> 'number' then false
    when kind = 'integer' then value::numeric % 1 = 0 and value::numeric between minimum and maximum
    when kind = 'number' then value::numeric between minimum and maximum
  end
$$;
grant execute on function private.obeys_rule(jsonb, text, numeric, numeric) to api_admin, service_role;
grant execute on function private.rule_of_setting(text, numeric, numeric) to api_admin;

create table public.settings (
  key text primary key,
  value jsonb not null,
  description text not null,
  kind text not null,
  minimum numeric,
  maximum numeric,
  default_value jsonb not null,
  updated_at timestamptz not null default now(),

  constraint kind_is_known check (kind in ('integer', 'number', 'boolean', 'text')),
  constraint all_but_switches_have_bounds check (num_nulls(minimum, maximum) = case kind when 'boolean' then 2 else 0 end),
  constraint value_obeys_its_rule check (private.obeys_rule(value, kind, minimum, maximum)),
  constraint default_obeys_its_rule check (private.obeys_rule(default_value, kind, minimum, maximum))
);
comment on table public.settings is 'Limits and switches that an operator may change while the system runs.';
comment on column public.settings.minimum is 'Of a number; of a text it is the length. Null where there is nothing to count.';

alter table public.settings enable row level security;
revoke all on public.settings from anon, authenticated;
grant select on public.settings to authenticated;
grant select, update (value) on public.settings to api_admin;
grant select, insert, update, delete on public.settings to service_role;

create policy "Admins read settings" on public.settings for select to authenticated
  using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');
create policy "Admins read settings through the API" on public.settings for select to api_admin
  using ((select private.is_admin()));
create policy "Admins change settings through the API" on public.settings for update to api_admin
  using ((select private.is_admin())) with check ((select private.is_admin()));

-- Everyone is bound by the limits, so the API may read one on anyone's behalf.
create function private.setting(key text) returns jsonb
  language sql stable security definer set search_path = '' as $$
  select settings.value from public.settings where settings.key = setting.key
$$;
grant execute on function private.setting(text) to api_user, service_role;

-- A setting begins as its default. Where nothing else is said, it is of the kind of that, and not negative.
create function private.complete_setting() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  new.default_value := coalesce(new.default_value, new.value);
  new.kind := coalesce(new.kind, private.kind_of_setting(new.default_value));
  if new.kind <> 'boolean' then
    new.minimum := coalesce(new.minimum, 0);
    new.maximum := coalesce(new.maximum, private.maximum_of_setting(new.key));
  end if;
  return new;
end
$$;
create trigger complete_setting before insert on public.settings
  for each row execute function private.complete_setting();
create trigger touch_updated_at before update on public.settings
  for each row execute function private.touch_updated_at();
