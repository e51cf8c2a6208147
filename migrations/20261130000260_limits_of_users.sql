-- Limits of one user are an admin's to set, in the role for that.
drop policy "The API sets limits for admins" on public.user_limits;
revoke insert, update, delete on public.user_limits from api_user;
grant select, insert, update, delete on public.user_limits to api_admin;
create policy "Admins set limits through the API" on public.user_limits to api_admin
  using ((select private.is_admin())) with check ((select private.is_admin()));

-- The limits of a user who is there, held until the transaction ends; nulls where none are set.
create function private.limits_of_user(id uuid) returns setof public.user_limits
  language sql security definer set search_path = '' as $$
  select users.id, own.submissions_per_day, own.submissions_per_minute, own.requests_per_minute, own.monthly_audio_seconds
  from auth.users left join public.user_limits own on own.user_id = users.id
  where users.id = limits_of_user.id and private.is_admin()
  for key share of users
$$;
grant execute on function private.limits_of_user(uuid) to api_admin;

-- A month's allowance of more than 596 hours has more milliseconds than an integer.
create or replace function private.count_submission(address text, audio_ms bigint) returns setof private.limit_state
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
