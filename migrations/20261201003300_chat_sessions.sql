-- Conversations over transcripts: sessions, what they are about, what was asked and what was answered.
create table public.chat_sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null default '',
  status text not null default 'active',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),

  constraint title_is_short check (char_length(title) <= 200),
  constraint status_is_known check (status in ('active', 'archived')),
  constraint a_session_has_one_owner unique (user_id, id)
);
comment on table public.chat_sessions is 'A conversation over transcripts.';

create index chat_sessions_newest_first on public.chat_sessions (user_id, created_at desc, id desc);

alter table public.chat_sessions enable row level security;
revoke all on public.chat_sessions from anon, authenticated;
grant select on public.chat_sessions to authenticated;
grant insert, update, delete on public.chat_sessions to api_user;
grant select, insert, update, delete on public.chat_sessions to service_role;

create policy "Owners read their sessions" on public.chat_sessions for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds sessions for their owner" on public.chat_sessions for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes sessions for their owner" on public.chat_sessions for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "The API deletes sessions for their owner" on public.chat_sessions for delete to api_user
  using (user_id = (select auth.uid()));

create trigger touch_updated_at before update on public.chat_sessions
  for each row execute function private.touch_updated_at();

create table public.chat_session_sources (
  session_id uuid not null,
  transcription_id uuid not null,
  user_id uuid not null,
  created_at timestamptz(3) not null default now(),

  primary key (session_id, transcription_id),
  constraint a_source_has_its_sessions_owner
    foreign key (user_id, session_id) references public.chat_sessions (user_id, id) on delete cascade,
  constraint a_source_has_its_transcriptions_owner
    foreign key (user_id, transcription_id) references public.transcriptions (user_id, id) on delete cascade
);
comment on table public.chat_session_sources is 'What a session is about. A transcription that is deleted leaves the session, which keeps its messages.';

create index sources_of_a_session on public.chat_session_sources (user_id, session_id);
create index sessions_of_a_transcription on public.chat_session_sources (user_id, transcription_id);

alter table public.chat_session_sources enable row level security;
revoke all on public.chat_session_sources from anon, authenticated;
grant select on public.chat_session_sources to authenticated;
grant insert, delete on public.chat_session_sources to api_user;
grant select, insert, update, delete on public.chat_session_sources to service_role;

create policy "Owners read the sources of their sessions" on public.chat_session_sources for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds sources for their owner" on public.chat_session_sources for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API deletes sources for their owner" on public.chat_session_sources for delete to api_user
  using (user_id = (select auth.uid()));
