create table public.settings (
  key text primary key,
  value jsonb not null,
  description text not null,
  updated_at timestamptz not null default now()
);
comment on table public.settings is 'Limits and switches that an operator may change while the system runs.';

alter table public.settings enable row level security;
revoke all on public.settings from anon, authenticated;
grant select on public.settings to authenticated;
grant select, insert, update, delete on public.settings to service_role;

create policy "Admins read settings" on public.settings for select to authenticated
  using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');

create trigger touch_updated_at before update on public.settings
  for each row execute function private.touch_updated_at();

-- Everyone is bound by the limits, so the API may read one on anyone's behalf.
create function private.setting(key text) returns jsonb
  language sql stable security definer set search_path = '' as $$
  select settings.value from public.settings where settings.key = setting.key
$$;
grant execute on function private.setting(text) to api_user, service_role;

insert into public.settings (key, value, description) values
  ('max_upload_bytes', '104857600', 'Largest audio file in bytes that an entry may hold'),
  ('max_audio_seconds', '36000', 'Longest audio in seconds that an entry may hold'),
  ('keep_finished_jobs_days', '7', 'Days after which completed jobs are forgotten'),
  ('keep_error_logs_days', '90', 'Days after which error logs and given-up jobs are forgotten');
