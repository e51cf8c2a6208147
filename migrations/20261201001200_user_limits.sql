-- How much each user may ask for: as the settings say, or as an admin has set for them.
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
grant select, insert, update, delete on public.user_limits to api_admin, service_role;

create policy "Owners and admins read limits" on public.user_limits for select to authenticated
  using (user_id = (select auth.uid()) or ((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');
create policy "Admins set limits through the API" on public.user_limits to api_admin
  using ((select private.is_admin())) with check ((select private.is_admin()));

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
grant execute on function private.limits_of_caller() to api_user;

-- The limits of a user who is there, held until the transaction ends; nulls where none are set.
create function private.limits_of_user(id uuid) returns setof public.user_limits
  language sql security definer set search_path = '' as $$
  select users.id, own.submissions_per_day, own.submissions_per_minute, own.requests_per_minute, own.monthly_audio_seconds
  from auth.users left join public.user_limits own on own.user_id = users.id
  where users.id = limits_of_user.id and private.is_admin()
  for key share of users
$$;
grant execute on function private.limits_of_user(uuid) to api_admin;
