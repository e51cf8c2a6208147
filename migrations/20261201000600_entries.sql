-- What users bring. Audio that comes from a link is brought later or not at all; the entry is there at once.
insert into public.settings (key, value, description, minimum, maximum) values
  ('max_audio_seconds', '36000', 'Longest audio in seconds that an entry may hold', 1, 360000),
  ('retention_seconds', '0', 'Seconds for which a new entry is kept whose owner does not say how long; 0 is for ever', null, null);

create function private.default_expiry() returns timestamptz
  language sql stable security definer set search_path = '' as $$
  select now() + make_interval(secs => nullif(private.setting('retention_seconds')::int, 0))
$$;
grant execute on function private.default_expiry() to api_user, service_role;

create table public.entries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  kind text not null,
  source text not null,
  link text,
  title text not null default '',
  language text,
  tags text[] not null default '{}',
  status text not null,
  error_code text,
  error_message text,
  file_name text,
  mime_type text,
  byte_size bigint,
  sha256 text,
  object_path text,
  object_etag text,
  container text,
  codec text,
  channels smallint,
  sample_rate integer,
  duration_ms integer,
  clip_start_ms integer,
  clip_end_ms integer,
  expires_at timestamptz(3) default private.default_expiry(),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),

  constraint kind_is_known check (kind in ('text', 'audio')),
  constraint source_is_known check (source in ('typed', 'upload', 'recording', 'link')),
  constraint status_is_known check (status in ('awaiting_upload', 'importing', 'ready', 'failed')),
  constraint title_is_short check (char_length(title) <= 200),
  constraint tags_are_few check (cardinality(tags) <= 20),
  constraint link_is_short check (char_length(link) <= 2048),
  constraint what_comes_by_link_has_one check ((source = 'link') = (link is not null)),
  constraint only_links_are_imported check (status not in ('importing', 'failed') or source = 'link'),
  constraint failed_has_error check ((status = 'failed') = (error_code is not null and error_message is not null)),
  constraint sizes_are_not_negative check (byte_size >= 0 and duration_ms >= 0),
  constraint sha256_is_hexadecimal check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint clip_end_is_after_its_start check (clip_start_ms >= 0 and clip_end_ms > coalesce(clip_start_ms, 0)),
  constraint only_audio_has_an_object check ((kind = 'audio') = (object_path is not null)),
  constraint ready_audio_was_inspected check (
    kind <> 'audio' or status <> 'ready' or num_nulls(byte_size, object_etag, container, codec, duration_ms) = 0
  ),
  constraint an_object_belongs_to_one_entry unique (object_path),
  constraint an_entry_has_one_owner unique (user_id, id)
);
comment on table public.entries is 'What a user brought: audio in Storage, or text.';
comment on column public.entries.link is 'Where the audio was brought from. May hold a token, so it is in no log and no error.';
comment on column public.entries.sha256 is 'SHA-256 of the audio, or of the text; null where it is not known. For files that are too large to be read here it is what their owner says.';
comment on column public.entries.object_etag is 'ETag of the object that was inspected: work on any other bytes is refused.';
comment on column public.entries.clip_start_ms is 'Where its transcriptions begin and end, unless they say otherwise; null is the whole.';
comment on column public.entries.expires_at is 'From then on it is deleted as soon as nobody is at work on it; null is never.';

create index entries_newest_first on public.entries (user_id, created_at desc, id desc);
create index entries_by_tag on public.entries using gin (tags);
create index entries_by_hash on public.entries (user_id, sha256, created_at, id) where sha256 is not null;
create index entries_by_expiry on public.entries (expires_at) where expires_at is not null;
create index unfinished_entries on public.entries (status) where status in ('awaiting_upload', 'failed');
-- Lists of everybody's rows; what is beside the order is what statistics add up.
create index all_entries_newest_first on public.entries (created_at desc, id desc) include (byte_size);

alter table public.entries enable row level security;
revoke all on public.entries from anon, authenticated;
grant select, update (title, tags) on public.entries to authenticated;
grant insert, update, delete on public.entries to api_user;
grant select, delete on public.entries to api_admin;
grant select, insert, update, delete on public.entries to service_role;

create policy "Owners read their entries" on public.entries for select to authenticated
  using (user_id = (select auth.uid()));
create policy "Owners update their entries" on public.entries for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "The API adds entries for their owner" on public.entries for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API deletes entries for their owner" on public.entries for delete to api_user
  using (user_id = (select auth.uid()));
create policy "Admins read all entries" on public.entries for select to api_admin
  using ((select private.is_admin()));
create policy "Admins delete entries" on public.entries for delete to api_admin
  using ((select private.is_admin()));

create trigger touch_updated_at before update on public.entries
  for each row execute function private.touch_updated_at();
