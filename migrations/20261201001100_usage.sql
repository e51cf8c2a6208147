-- What users asked for and got. Usage outlives its users in sums, so that what was used in all never goes down.
create table public.usage_daily (
  user_id uuid not null references auth.users (id) on delete cascade,
  day date not null default (now() at time zone 'utc')::date,
  submissions integer not null default 0,
  transcriptions integer not null default 0,
  audio_ms bigint not null default 0,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  primary key (user_id, day),
  constraint counts_are_not_negative check (least(submissions, transcriptions, audio_ms, input_tokens, output_tokens) >= 0)
);
comment on table public.usage_daily is 'What each user asked for (submissions) and got (the rest) per UTC day.';

-- What statistics add up, so that they read an index and no row.
create index usage_by_day on public.usage_daily (day) include (user_id);

alter table public.usage_daily enable row level security;
revoke all on public.usage_daily from anon, authenticated;
grant select on public.usage_daily to authenticated, api_admin;
grant select, insert, update, delete on public.usage_daily to service_role;

create policy "Owners read their usage" on public.usage_daily for select to authenticated
  using (user_id = (select auth.uid()));
create policy "Admins read all usage" on public.usage_daily for select to api_admin
  using ((select private.is_admin()));

create function private.meter_transcription() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.usage_daily (user_id, transcriptions, audio_ms)
  values (new.user_id, 1, coalesce(new.audio_ms, 0))
  on conflict (user_id, day) do update
  set transcriptions = usage_daily.transcriptions + 1, audio_ms = usage_daily.audio_ms + excluded.audio_ms;
  return null;
end
$$;
create trigger meter_transcription after update on public.transcriptions
  for each row when (new.status = 'completed' and old.status <> 'completed')
  execute function private.meter_transcription();

-- What a language model read and wrote for a user. A user's own transaction can meter for nobody else.
create function private.meter_tokens(user_id uuid, input_tokens bigint, output_tokens bigint) returns void
  language sql security definer set search_path = '' as $$
  insert into public.usage_daily as today (user_id, input_tokens, output_tokens)
  select meter_tokens.user_id, meter_tokens.input_tokens, meter_tokens.output_tokens
  where meter_tokens.user_id = coalesce(auth.uid(), meter_tokens.user_id)
  on conflict on constraint usage_daily_pkey do update
  set input_tokens = today.input_tokens + excluded.input_tokens, output_tokens = today.output_tokens + excluded.output_tokens
$$;
grant execute on function private.meter_tokens(uuid, bigint, bigint) to api_user, service_role;

create table private.usage_of_the_gone (
  is_the_only_row boolean primary key default true,
  submissions bigint not null default 0,
  transcriptions bigint not null default 0,
  audio_ms bigint not null default 0,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  constraint there_is_one_row check (is_the_only_row)
);
comment on table private.usage_of_the_gone is 'What users that were deleted had used.';
alter table private.usage_of_the_gone enable row level security;

create function private.keep_usage_of_the_gone() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into private.usage_of_the_gone as kept (submissions, transcriptions, audio_ms, input_tokens, output_tokens)
  select sum(submissions), sum(transcriptions), sum(audio_ms), sum(input_tokens), sum(output_tokens)
  from gone having count(*) > 0
  on conflict on constraint usage_of_the_gone_pkey do update
  set submissions = kept.submissions + excluded.submissions,
    transcriptions = kept.transcriptions + excluded.transcriptions,
    audio_ms = kept.audio_ms + excluded.audio_ms,
    input_tokens = kept.input_tokens + excluded.input_tokens,
    output_tokens = kept.output_tokens + excluded.output_tokens;
  return null;
end
$$;
create trigger keep_usage_of_the_gone after delete on public.usage_daily referencing old table as gone
  for each statement execute function private.keep_usage_of_the_gone();

-- All that was ever asked for and got, by whomever.
create function private.usage_totals() returns table (
  submissions bigint, transcriptions bigint, audio_ms bigint, input_tokens bigint, output_tokens bigint
)
  language sql stable security definer set search_path = '' as $$
  select coalesce(sum(all_usage.submissions), 0)::bigint, coalesce(sum(all_usage.transcriptions), 0)::bigint,
    coalesce(sum(all_usage.audio_ms), 0)::bigint, coalesce(sum(all_usage.input_tokens), 0)::bigint,
    coalesce(sum(all_usage.output_tokens), 0)::bigint
  from (
    select submissions, transcriptions, audio_ms, input_tokens, output_tokens from public.usage_daily
    union all
    select submissions, transcriptions, audio_ms, input_tokens, output_tokens from private.usage_of_the_gone
  ) as all_usage
$$;
grant execute on function private.usage_totals() to api_admin, service_role;
