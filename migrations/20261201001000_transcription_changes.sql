-- Who corrects a transcript makes a new revision of it, and what it was before is kept.
create table public.transcription_changes (
  transcription_id uuid not null,
  revision integer not null,
  user_id uuid not null,
  kind text not null,
  position integer,
  before jsonb not null,
  after jsonb not null,
  created_at timestamptz(3) not null default now(),

  primary key (transcription_id, revision),
  constraint kind_is_known check (kind in ('segment', 'speakers', 'merge', 'revert')),
  constraint only_a_change_of_a_segment_has_a_position check ((kind = 'segment') = (position is not null)),
  constraint a_change_makes_a_later_revision check (revision > 1),
  constraint what_changed_is_an_object check (jsonb_typeof(before) = 'object' and jsonb_typeof(after) = 'object'),
  constraint a_change_has_its_transcriptions_owner
    foreign key (user_id, transcription_id) references public.transcriptions (user_id, id) on delete cascade
);
comment on table public.transcription_changes is 'What each revision of a transcript changed. Undoing the changes since a revision, newest first, brings it back.';
comment on column public.transcription_changes.revision is 'The one that the change made.';
comment on column public.transcription_changes.before is 'What was there, and only of what changed: {speakers, segments: {position: {text, speaker}}, words: {position: list}, text}. The whole text only where the segments do not lead back to it.';
comment on column public.transcription_changes.after is 'The same things, as the change left them.';

create index changes_of_a_transcription on public.transcription_changes (user_id, transcription_id);

alter table public.transcription_changes enable row level security;
revoke all on public.transcription_changes from anon, authenticated;
grant select on public.transcription_changes to authenticated;
grant insert on public.transcription_changes to api_user;
grant select, insert, update, delete on public.transcription_changes to service_role;

create policy "Owners read the changes of their transcriptions" on public.transcription_changes for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds changes for their owner" on public.transcription_changes for insert to api_user
  with check (user_id = (select auth.uid()));
