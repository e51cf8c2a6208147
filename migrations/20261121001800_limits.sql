-- How much each user may ask for, and how much they have had.
insert into public.settings (key, value, description) values
  ('submissions_per_day', '25', 'Transcriptions that a user may ask for in a day (UTC)'),
  ('anonymous_submissions_per_day', '5', 'Transcriptions that an anonymous user may ask for in a day (UTC)'),
  ('submissions_per_minute', '15', 'Transcriptions that a user may ask for in a minute'),
  ('address_submissions_per_minute', '30', 'Transcriptions that all users of one network address may ask for in a minute'),
  ('requests_per_minute', '300', 'Requests that change something, which a user may send in a minute'),
  ('address_requests_per_minute', '1200', 'Requests that change something, which all users of one network address may send in a minute'),
  ('monthly_audio_seconds', '0', 'Audio in seconds that a user may have transcribed in a month (UTC); 0 is any amount');

create table public.user_limits (
  user_id uuid primary key references auth.users (id) on delete cascade,
  submissions_per_day integer,
  submissions_per_minute integer,
  requests_per_minute integer,
  monthly_audio_seconds integer,
  constraint limits_are_not_negative check (
    least(submissions_per_day, submissions_per_minute, requests_per_minute, monthly_audio_seconds) >= 0
  )
);
comment on table public.user_limits is 'Limits of one user that differ from the settings of the same name. Where one is null, the setting counts.';

alter table public.user_limits enable row level security;
revoke all on public.user_limits from anon, authenticated;
grant select on public.user_limits to authenticated;
grant insert, update, delete on public.user_limits to api_user;
grant select, insert, update, delete on public.user_limits to service_role;

create policy "Owners and admins read limits" on public.user_limits for select to authenticated
  using (user_id = (select auth.uid()) or ((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');
create policy "The API sets limits for admins" on public.user_limits to api_user
  using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin')
  with check (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');

alter table public.usage_daily
  add column submissions integer not null default 0,
  add column input_tokens bigint not null default 0,
  add column output_tokens bigint not null default 0,
  drop constraint counts_are_not_negative,
  add constraint counts_are_not_negative check (least(submissions, transcriptions, audio_ms, input_tokens, output_tokens) >= 0);
comment on table public.usage_daily is 'What each user asked for (submissions) and got (the rest) per UTC day.';

create index unfinished_transcriptions_of_a_user on public.transcriptions (user_id) where status in ('queued', 'processing');

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

-- How a limit stands. `retry_at` is set where it has just refused something.
create type private.limit_state as (name text, allowance integer, remaining integer, resets_at timestamptz, retry_at timestamptz);

-- The limits of the caller: their own, else those of everybody, or of everybody who is anonymous.
create function private.limits_of_caller() returns public.user_limits
  language sql stable security definer set search_path = '' as $$
  select caller.id,
    coalesce(own.submissions_per_day, private.setting(caller.daily_limit)::int),
    coalesce(own.submissions_per_minute, private.setting('submissions_per_minute')::int),
    coalesce(own.requests_per_minute, private.setting('requests_per_minute')::int),
    coalesce(own.monthly_audio_seconds, private.setting('monthly_audio_seconds')::int)
  from (
    select auth.uid(),
      case when (auth.jwt() ->> 'is_anonymous')::boolean then 'anonymous_submissions_per_day' else 'submissions_per_day' end
  ) as caller (id, daily_limit)
  left join public.user_limits own on own.user_id = caller.id
$$;

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

create function private.submissions_today(per_day integer) returns private.limit_state
  language sql stable security definer set search_path = '' as $$
  select 'submissions_per_day', per_day,
    greatest(0, per_day - coalesce(max(submissions), 0)),
    ((now() at time zone 'utc')::date + 1)::timestamp at time zone 'utc',
    null::timestamptz
  from public.usage_daily where user_id = auth.uid() and day = (now() at time zone 'utc')::date
$$;

-- Audio that the caller has asked for and that is not metered yet.
create function private.unfinished_audio_ms() returns bigint
  language sql stable security definer set search_path = '' as $$
  select coalesce(sum(greatest(
    0, least(transcriptions.clip_end_ms, entries.duration_ms) - coalesce(transcriptions.clip_start_ms, 0)
  )), 0)::bigint
  from public.transcriptions join public.entries on entries.id = transcriptions.entry_id
  where transcriptions.user_id = auth.uid() and transcriptions.status in ('queued', 'processing')
$$;

create function private.audio_this_month(monthly_seconds integer) returns private.limit_state
  language sql stable security definer set search_path = '' as $$
  select 'monthly_audio_seconds', monthly_seconds,
    greatest(0, floor(monthly_seconds - (coalesce(sum(audio_ms), 0) + private.unfinished_audio_ms()) / 1000.0))::int,
    (date_trunc('month', now() at time zone 'utc') + interval '1 month') at time zone 'utc',
    null::timestamptz
  from public.usage_daily where user_id = auth.uid() and day >= date_trunc('month', now() at time zone 'utc')::date
$$;

-- Counts a request of the caller's, in a transaction of its own, and tells how its limits stand. Ends at the first refusal.
create function private.count_request(address text, is_submission boolean) returns setof private.limit_state
  language plpgsql security definer set search_path = '' as $$
declare
  limits public.user_limits := private.limits_of_caller();
  state private.limit_state;
begin
  state := private.take_pace('requests_per_minute', limits.user_id::text, limits.requests_per_minute);
  return next state;
  if state.retry_at is null and address is not null then
    state := private.take_pace('address_requests_per_minute', address, private.setting('address_requests_per_minute')::int);
    return next state;
  end if;
  if state.retry_at is null and is_submission then
    return next private.submissions_today(limits.submissions_per_day);
    return next private.pace_state('submissions_per_minute', limits.user_id::text, limits.submissions_per_minute);
  end if;
end
$$;

-- Counts a submission of the caller's in the transaction that adds it, so that whatever is undone was never counted. From
-- the day's row on, the caller's submissions come one after the other. Ends at the first refusal, which the caller must
-- answer with a rollback.
create function private.count_submission(address text, audio_ms bigint) returns setof private.limit_state
  language plpgsql security definer set search_path = '' as $$
declare
  limits public.user_limits := private.limits_of_caller();
  state private.limit_state;
  counted boolean;
begin
  insert into public.usage_daily as today (user_id, submissions)
  select limits.user_id, 1 where limits.submissions_per_day > 0
  on conflict on constraint usage_daily_pkey do update set submissions = today.submissions + 1
  where today.submissions < limits.submissions_per_day;
  counted := found;
  state := private.submissions_today(limits.submissions_per_day);
  if not counted then
    state.retry_at := state.resets_at;
  end if;
  return next state;

  if state.retry_at is null and limits.monthly_audio_seconds > 0 then
    state := private.audio_this_month(limits.monthly_audio_seconds);
    if state.remaining = 0 or audio_ms > state.remaining * 1000 then
      state.retry_at := state.resets_at;
    end if;
    return next state;
  end if;
  if state.retry_at is null then
    state := private.take_pace('submissions_per_minute', limits.user_id::text, limits.submissions_per_minute);
    return next state;
  end if;
  if state.retry_at is null and address is not null then
    return next private.take_pace('address_submissions_per_minute', address, private.setting('address_submissions_per_minute')::int);
  end if;
end
$$;

-- What a language model read and wrote for a user. A user's own transaction can meter for nobody else.
create function private.meter_tokens(user_id uuid, input_tokens bigint, output_tokens bigint) returns void
  language sql security definer set search_path = '' as $$
  insert into public.usage_daily as today (user_id, input_tokens, output_tokens)
  select meter_tokens.user_id, meter_tokens.input_tokens, meter_tokens.output_tokens
  where meter_tokens.user_id = coalesce(auth.uid(), meter_tokens.user_id)
  on conflict on constraint usage_daily_pkey do update
  set input_tokens = today.input_tokens + excluded.input_tokens, output_tokens = today.output_tokens + excluded.output_tokens
$$;

grant execute on function private.limits_of_caller(), private.submissions_today(integer), private.audio_this_month(integer),
  private.unfinished_audio_ms(), private.count_request(text, boolean), private.count_submission(text, bigint) to api_user;
grant execute on function private.meter_tokens(uuid, bigint, bigint) to api_user, service_role;
