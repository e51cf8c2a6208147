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

create table public.chat_messages (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  session_id uuid,
  position integer,
  role text not null,
  status text not null,
  question text,
  transcription_ids uuid[],
  options jsonb not null default '{}',
  content text not null default '',
  citations jsonb not null default '[]',
  removed_citations integer not null default 0,
  supported boolean,
  provider text,
  model text,
  finish_reason text,
  prompt_version text,
  input_tokens integer,
  output_tokens integer,
  cached_tokens integer,
  error_code text,
  error_message text,
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz(3) not null default now(),
  ended_at timestamptz(3),

  constraint role_is_known check (role in ('user', 'assistant')),
  constraint status_is_known check (status in ('queued', 'processing', 'completed', 'failed', 'cancelled')),
  constraint finish_reason_is_known check (finish_reason in ('stop', 'length', 'refused')),
  constraint what_a_user_says_is_complete check (role = 'assistant' or status = 'completed'),
  constraint only_answers_stand_outside_a_session check (session_id is not null or role = 'assistant'),
  constraint only_what_stands_outside_a_session_has_its_question
    check (num_nonnulls(question, transcription_ids) = case when session_id is null then 2 else 0 end),
  constraint a_session_gives_a_position check ((session_id is null) = (position is null) and position >= 0),
  constraint questions_are_short check (char_length(question) <= 4000 and (role = 'assistant' or char_length(content) <= 4000)),
  constraint sources_are_few check (cardinality(transcription_ids) between 1 and 50),
  constraint citations_are_a_list check (jsonb_typeof(citations) = 'array'),
  constraint counts_are_not_negative check (least(removed_citations, input_tokens, output_tokens, cached_tokens) >= 0),
  constraint failed_has_error check ((status = 'failed') = (error_code is not null and error_message is not null)),
  constraint ended_has_a_time check ((status in ('completed', 'failed', 'cancelled')) = (ended_at is not null)),
  constraint a_lease_has_an_end check ((lease_token is null) = (lease_until is null)),
  constraint what_a_session_waits_for_has_a_lease
    check (session_id is null or status not in ('queued', 'processing') or lease_token is not null),
  constraint a_place_in_a_session_is_one_messages unique (session_id, position),
  constraint a_message_has_its_sessions_owner
    foreign key (user_id, session_id) references public.chat_sessions (user_id, id) on delete cascade
);
comment on table public.chat_messages is 'What was asked in sessions, and all answers. Outside a session an answer holds its question, and is forgotten after keep_completions_days.';
comment on column public.chat_messages.citations is 'List of {at, transcription_id, segment, start_ms, end_ms, quote}: what was found in the transcript, and where in the content it belongs.';
comment on column public.chat_messages.supported is 'Whether the answer has a citation that was found, or says that the transcript does not say; null before it has ended.';
comment on column public.chat_messages.options is 'What was asked for beside the question: provider, model, max_tokens.';
comment on column public.chat_messages.lease_token is 'Proof that an answer in a session is still that of the request that began it. It stays until what that request got is stored.';
comment on column public.chat_messages.lease_until is 'After that the function that answered is taken for lost.';

create unique index one_answer_at_a_time_in_a_session on public.chat_messages (session_id)
  where status in ('queued', 'processing');
create index messages_of_a_session_in_order on public.chat_messages (user_id, session_id, position);
create index completions_by_time on public.chat_messages (created_at) where session_id is null;

alter table public.chat_messages enable row level security;
revoke all on public.chat_messages from anon, authenticated;
grant select on public.chat_messages to authenticated;
grant insert, update on public.chat_messages to api_user;
grant select, insert, update, delete on public.chat_messages to service_role;

create policy "Owners read their messages" on public.chat_messages for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds messages for their owner" on public.chat_messages for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes messages for their owner" on public.chat_messages for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

-- Who watches an answer come watches its stream: only what waits and what ends is told.
create function private.add_answer_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.events (user_id, type, subject_id, data) values (
    new.user_id, 'answer.' || new.status, new.id,
    jsonb_build_object('id', new.id, 'session_id', new.session_id, 'status', new.status, 'provider', new.provider,
      'error_code', new.error_code)
  );
  return null;
end
$$;
create trigger add_event_of_a_new_answer after insert on public.chat_messages
  for each row when (new.role = 'assistant' and new.status <> 'processing') execute function private.add_answer_event();
create trigger add_event_of_a_changed_answer after update on public.chat_messages
  for each row when (new.role = 'assistant' and new.status <> old.status and new.status <> 'processing')
  execute function private.add_answer_event();

-- Answers that are made later.
alter table private.jobs
  drop constraint kind_is_known,
  add constraint kind_is_known check (
    kind in ('transcribe', 'transcribe_piece', 'collect', 'forget', 'import', 'purge', 'sweep', 'deliver', 'answer')
  );

create or replace function private.owner_of_job(kind text, subject_id uuid) returns uuid
  language plpgsql stable security definer set search_path = '' as $$
begin
  case kind
    when 'transcribe' then
      return (select user_id from public.transcriptions where id = subject_id);
    when 'transcribe_piece' then
      return (
        select user_id from public.transcriptions
        where id = (select transcription_id from private.transcription_pieces where id = subject_id)
      );
    when 'collect', 'forget' then
      return (select user_id from private.submissions where id = subject_id);
    when 'import', 'purge' then
      return (select user_id from public.entries where id = subject_id);
    when 'deliver' then
      return (select user_id from public.webhook_deliveries where id = subject_id);
    when 'answer' then
      return (select user_id from public.chat_messages where id = subject_id);
    else
      return null;
  end case;
end
$$;

create function private.enqueue_answers() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('answer', array(select id from added where status = 'queued'));
  return null;
end
$$;
create trigger enqueue_answers after insert on public.chat_messages referencing new table as added
  for each statement execute function private.enqueue_answers();

create function private.give_up_answer() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.chat_messages
  set status = 'failed', error_code = new.error_code, error_message = new.error_message, ended_at = now()
  where id = new.subject_id and status in ('queued', 'processing');
  return null;
end
$$;
create trigger give_up_answer after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind = 'answer')
  execute function private.give_up_answer();

insert into public.settings (key, value, description) values
  ('keep_completions_days', '30', 'Days after which answers outside of sessions are forgotten');

create or replace function private.forget_old_rows() returns void
  language sql security definer set search_path = '' as $$
  delete from private.jobs
  where (state = 'completed' and finished_at < now() - make_interval(days => private.setting('keep_finished_jobs_days')::int))
    or (state = 'dead' and finished_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int));
  delete from public.error_logs
  where created_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int);
  delete from public.events
  where created_at < now() - make_interval(days => private.setting('keep_events_days')::int);
  delete from private.paces where full_at < now();
  delete from private.idempotency_keys where expires_at < now();
  delete from public.webhook_deliveries
  where created_at < now() - make_interval(days => private.setting('keep_webhook_deliveries_days')::int);
  delete from public.chat_messages
  where session_id is null
    and created_at < now() - make_interval(days => private.setting('keep_completions_days')::int);
  delete from private.submissions
  where created_at < now() - make_interval(days => private.setting('keep_submissions_days')::int)
    and (external_id is null or forgotten_at is not null)
    and not exists (select from public.transcriptions where transcriptions.id = submissions.transcription_id);
  select private.enqueue_jobs('forget', array(
    select submissions.id from private.submissions
    left join public.transcriptions on transcriptions.id = submissions.transcription_id
    where submissions.external_id is not null and submissions.forgotten_at is null
      and submissions.created_at > now() - make_interval(days => private.setting('keep_submissions_days')::int)
      and (transcriptions.id is null or transcriptions.status = 'cancelled')
  ));
$$;
