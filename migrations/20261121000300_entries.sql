create table public.entries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  kind text not null,
  source text not null,
  title text not null default '',
  language text,
  tags text[] not null default '{}',
  status text not null,
  file_name text,
  mime_type text,
  byte_size bigint,
  object_path text,
  object_etag text,
  container text,
  codec text,
  channels smallint,
  sample_rate integer,
  duration_ms integer,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),

  constraint kind_is_known check (kind in ('text', 'audio')),
  constraint source_is_known check (source in ('typed', 'upload', 'recording')),
  constraint status_is_known check (status in ('awaiting_upload', 'ready')),
  constraint title_is_short check (char_length(title) <= 200),
  constraint tags_are_few check (cardinality(tags) <= 20),
  constraint sizes_are_not_negative check (byte_size >= 0 and duration_ms >= 0),
  constraint only_audio_has_an_object check ((kind = 'audio') = (object_path is not null)),
  constraint ready_audio_was_inspected check (
    kind <> 'audio' or status <> 'ready' or num_nulls(byte_size, object_etag, container, codec, duration_ms) = 0
  ),
  constraint an_object_belongs_to_one_entry unique (object_path),
  constraint an_entry_has_one_owner unique (user_id, id)
);
comment on table public.entries is 'What a user brought: audio in Storage, or text.';
comment on column public.entries.object_etag is 'ETag of the object that was inspected: work on any other bytes is refused.';

create index entries_newest_first on public.entries (user_id, created_at desc, id desc);
create index entries_by_tag on public.entries using gin (tags);

alter table public.entries enable row level security;
revoke all on public.entries from anon, authenticated;
grant select, update (title, tags) on public.entries to authenticated;
grant insert, update, delete on public.entries to api_user;
grant select, insert, update, delete on public.entries to service_role;

create policy "Owners read their entries" on public.entries for select to authenticated
  using (user_id = (select auth.uid()));
create policy "Owners update their entries" on public.entries for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "The API adds entries for their owner" on public.entries for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API deletes entries for their owner" on public.entries for delete to api_user
  using (user_id = (select auth.uid()));

create trigger touch_updated_at before update on public.entries
  for each row execute function private.touch_updated_at();
