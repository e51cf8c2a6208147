-- What a caller asks for counts against their limits.
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
-- answer with a rollback. A month's allowance of more than 596 hours has more milliseconds than an integer.
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
    if state.remaining = 0 or audio_ms > state.remaining * 1000::bigint then
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

grant execute on function private.submissions_today(integer), private.audio_this_month(integer),
  private.unfinished_audio_ms(), private.count_request(text, boolean), private.count_submission(text, bigint) to api_user;
