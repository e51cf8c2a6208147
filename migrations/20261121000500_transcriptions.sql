create table public.transcriptions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  entry_id uuid not null,
  status text not null default 'queued',
  provider text not null,
  model text,
  options jsonb not null default '{}',
  language text,
  progress smallint not null default 0,
  audio_ms integer,
  text text,
  confidence real,
  speakers jsonb not null default '{}',
  attempts smallint not null default 0,
  error_code text,
  error_message text,
  revision integer not null default 1,
  created_at timestamptz(3) not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  updated_at timestamptz(3) not null default now(),

  constraint status_is_known check (status in ('queued', 'processing', 'completed', 'failed', 'cancelled')),
  constraint progress_is_a_percentage check (progress between 0 and 100),
  constraint confidence_is_a_share check (confidence between 0 and 1),
  constraint completed_has_text check (status <> 'completed' or text is not null),
  constraint failed_has_error check ((status = 'failed') = (error_code is not null and error_message is not null)),
  constraint processing_has_started check (status <> 'processing' or started_at is not null),
  constraint ended_has_a_time check ((status in ('completed', 'failed', 'cancelled')) = (ended_at is not null)),
  constraint end_is_after_start check (ended_at >= started_at),
  constraint a_transcription_has_its_entrys_owner
    foreign key (user_id, entry_id) references public.entries (user_id, id) on delete cascade,
  constraint a_transcription_has_one_owner unique (user_id, id)
);
comment on table public.transcriptions is 'One run over an entry: what was asked, how it went, and the transcript as text.';
comment on column public.transcriptions.speakers is 'Names that the owner gave, by speaker label.';
comment on column public.transcriptions.audio_ms is 'Milliseconds of audio that were transcribed.';

create index transcriptions_newest_first on public.transcriptions (user_id, created_at desc, id desc);
create index transcriptions_of_an_entry on public.transcriptions (user_id, entry_id);

alter table public.transcriptions enable row level security;
revoke all on public.transcriptions from anon, authenticated;
grant select on public.transcriptions to authenticated;
grant insert on public.transcriptions to api_user;
grant select, insert, update, delete on public.transcriptions to service_role;

create policy "Owners read their transcriptions" on public.transcriptions for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds transcriptions for their owner" on public.transcriptions for insert to api_user
  with check (user_id = (select auth.uid()));

create trigger touch_updated_at before update on public.transcriptions
  for each row execute function private.touch_updated_at();
