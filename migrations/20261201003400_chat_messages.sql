-- What was asked and what was answered.
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
-- What statistics add up, so that they read an index and no row.
create index all_answers_by_time on public.chat_messages (created_at) include (status) where role = 'assistant';

alter table public.chat_messages enable row level security;
revoke all on public.chat_messages from anon, authenticated;
grant select on public.chat_messages to authenticated, api_admin;
grant insert, update on public.chat_messages to api_user;
grant select, insert, update, delete on public.chat_messages to service_role;

create policy "Owners read their messages" on public.chat_messages for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds messages for their owner" on public.chat_messages for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes messages for their owner" on public.chat_messages for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Admins read all messages" on public.chat_messages for select to api_admin
  using ((select private.is_admin()));

insert into public.settings (key, value, description, minimum) values
  ('keep_completions_days', '30', 'Days after which answers outside of sessions are forgotten', 1);
