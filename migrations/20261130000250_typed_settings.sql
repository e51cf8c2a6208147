-- Settings that cannot be wrong: each has a kind, bounds and a default, and whoever changes one leaves word of it.
alter table public.settings
  add column kind text,
  add column minimum numeric,
  add column maximum numeric,
  add column default_value jsonb;
comment on column public.settings.minimum is 'Of a number; of a text it is the length. Null where there is nothing to count.';

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

update public.settings
set default_value = value, kind = private.kind_of_setting(value), minimum = 0, maximum = private.maximum_of_setting(key);

-- What would undo itself if it were less or more: streams read events, and signed uploads are good for two hours.
update public.settings
set minimum = coalesce(bounds.minimum, settings.minimum), maximum = coalesce(bounds.maximum, settings.maximum)
from (values
  ('max_upload_bytes', 1, 53687091200),
  ('max_audio_seconds', 1, 360000),
  ('proofread_changed_share', null, 1),
  ('webhook_failures_before_pause', 1, null),
  ('keep_awaiting_upload_hours', 2, null),
  ('keep_events_days', 1, null),
  ('keep_webhook_deliveries_days', 1, null),
  ('keep_completions_days', 1, null),
  ('keep_submissions_days', 1, null)
) as bounds (key, minimum, maximum)
where settings.key = bounds.key;

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

alter table public.settings
  alter column kind set not null,
  alter column default_value set not null,
  add constraint kind_is_known check (kind in ('integer', 'number', 'boolean', 'text')),
  add constraint all_but_switches_have_bounds check (num_nulls(minimum, maximum) = case kind when 'boolean' then 2 else 0 end),
  add constraint value_obeys_its_rule check (private.obeys_rule(value, kind, minimum, maximum)),
  add constraint default_obeys_its_rule check (private.obeys_rule(default_value, kind, minimum, maximum));

grant select on public.settings to api_admin;
grant update (value) on public.settings to api_admin;
create policy "Admins read settings through the API" on public.settings for select to api_admin
  using ((select private.is_admin()));
create policy "Admins change settings through the API" on public.settings for update to api_admin
  using ((select private.is_admin())) with check ((select private.is_admin()));

-- Whoever changes one, through the API or in the database, leaves word of it; the API says in which request.
create function private.audit_setting() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.audit(
    'setting.changed', new.key, jsonb_build_object('from', old.value, 'to', new.value),
    nullif(current_setting('stenobase.request_id', true), '')
  );
  return null;
end
$$;
create trigger audit_setting after update on public.settings
  for each row when (new.value <> old.value) execute function private.audit_setting();
