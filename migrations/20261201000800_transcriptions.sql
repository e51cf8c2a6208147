create table public.transcriptions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  entry_id uuid not null,
  status text not null default 'queued',
  provider text not null,
  fallbacks text[] not null default '{}',
  model text,
  own_key boolean not null default false,
  options jsonb not null default '{}',
  clip_start_ms integer,
  clip_end_ms integer,
  prompt_version integer,
  prompt_text text,
  documents jsonb not null default '[]',
  webhook_url text,
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
  constraint clip_end_is_after_its_start check (clip_start_ms >= 0 and clip_end_ms > coalesce(clip_start_ms, 0)),
  constraint a_prompt_has_a_version check ((prompt_version is null) = (prompt_text is null)),
  constraint documents_are_a_list check (jsonb_typeof(documents) = 'array'),
  constraint webhook_url_is_short check (char_length(webhook_url) <= 2000),
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
comment on column public.transcriptions.fallbacks is 'Providers that take over, in this order, when the present one is down or over its quota.';
comment on column public.transcriptions.own_key is 'Runs with a key of its caller''s, which is in no row.';
comment on column public.transcriptions.clip_start_ms is 'Only from here on was transcribed; null is the beginning.';
comment on column public.transcriptions.prompt_text is 'The operator''s prompt as it was when the transcription was asked for; null where there was none.';
comment on column public.transcriptions.documents is 'What is made from the transcript when it is completed: a list of {kind} with the document''s options.';
comment on column public.transcriptions.webhook_url is 'Is told the end of this transcription, whatever endpoints its owner has.';
comment on column public.transcriptions.speakers is 'Names that the owner gave, by speaker label.';
comment on column public.transcriptions.audio_ms is 'Milliseconds of audio that were transcribed.';

create index transcriptions_newest_first on public.transcriptions (user_id, created_at desc, id desc);
create index transcriptions_of_a_status_newest_first on public.transcriptions (user_id, status, created_at desc, id desc);
create index transcriptions_of_an_entry on public.transcriptions (user_id, entry_id);
create index unfinished_transcriptions_of_a_user on public.transcriptions (user_id) where status in ('queued', 'processing');
-- Lists of everybody's rows; what is beside the order is what statistics add up.
create index all_transcriptions_newest_first on public.transcriptions (created_at desc, id desc) include (status);

alter table public.transcriptions enable row level security;
revoke all on public.transcriptions from anon, authenticated;
grant select on public.transcriptions to authenticated;
grant insert, delete on public.transcriptions to api_user;
-- The owner's hand on a run (cancel, run again), and on what it brought.
grant update (status, provider, fallbacks, model, own_key, error_code, error_message, started_at, ended_at)
  on public.transcriptions to api_user;
grant update (text, speakers, revision) on public.transcriptions to api_user;
grant select, delete on public.transcriptions to api_admin;
grant select, insert, update, delete on public.transcriptions to service_role;

create policy "Owners read their transcriptions" on public.transcriptions for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds transcriptions for their owner" on public.transcriptions for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes transcriptions for their owner" on public.transcriptions for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "The API deletes transcriptions for their owner" on public.transcriptions for delete to api_user
  using (user_id = (select auth.uid()));
create policy "Admins read all transcriptions" on public.transcriptions for select to api_admin
  using ((select private.is_admin()));
create policy "Admins delete transcriptions" on public.transcriptions for delete to api_admin
  using ((select private.is_admin()));

create trigger touch_updated_at before update on public.transcriptions
  for each row execute function private.touch_updated_at();

insert into public.settings (key, value, description) values
  ('anonymous_visible_transcriptions', '5', 'How many transcriptions, newest first, the list of an anonymous visitor holds');
