create table public.segments (
  transcription_id uuid not null,
  position integer not null,
  user_id uuid not null,
  start_ms integer,
  end_ms integer,
  speaker text,
  text text not null,
  words jsonb,

  primary key (transcription_id, position),
  constraint position_is_not_negative check (position >= 0),
  constraint times_come_in_pairs check ((start_ms is null) = (end_ms is null)),
  constraint end_is_after_start check (start_ms >= 0 and end_ms >= start_ms),
  constraint words_are_a_list check (jsonb_typeof(words) = 'array'),
  constraint a_segment_has_its_transcriptions_owner
    foreign key (user_id, transcription_id) references public.transcriptions (user_id, id) on delete cascade
);
comment on table public.segments is 'The transcript in order. Times are milliseconds from the start of the entry''s audio, absent where the provider gives none.';
comment on column public.segments.words is 'List of {text, start_ms, end_ms, confidence, interpolated}, absent where the provider gives none. Interpolated are the times of words that the owner wrote.';

create index segments_of_a_transcription on public.segments (user_id, transcription_id);

alter table public.segments enable row level security;
revoke all on public.segments from anon, authenticated;
grant select on public.segments to authenticated, api_admin;
grant insert, update (text, speaker, words) on public.segments to api_user;
grant select, insert, update, delete on public.segments to service_role;

create policy "Owners read their segments" on public.segments for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds segments for their owner" on public.segments for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API edits segments for their owner" on public.segments for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Admins read all segments" on public.segments for select to api_admin
  using ((select private.is_admin()));
