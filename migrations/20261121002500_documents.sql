-- Text that a language model makes from a transcript, the prompts that it is made with, and who makes it.
create table public.prompts (
  kind text not null,
  version integer not null,
  text text not null,
  is_active boolean not null default false,
  created_at timestamptz(3) not null default now(),

  primary key (kind, version),
  constraint kind_is_known check (kind in ('proofread', 'summary', 'chapters', 'action_items', 'translation', 'custom')),
  constraint version_is_positive check (version > 0),
  constraint text_is_not_empty check (btrim(text) <> '')
);
comment on table public.prompts is 'What a model is told to do for each kind of document. A change is a new version, of which one is active.';

create unique index one_prompt_of_a_kind_is_active on public.prompts (kind) where is_active;

alter table public.prompts enable row level security;
revoke all on public.prompts from anon, authenticated;
grant select on public.prompts to authenticated;
grant select, insert, update, delete on public.prompts to service_role;

create policy "Admins read prompts" on public.prompts for select to authenticated
  using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');

insert into public.prompts (kind, version, text, is_active) values
  ('proofread', 1, 'You correct the text of a transcript that a machine wrote. Correct spelling, punctuation, capital letters and words that were plainly misheard. Change nothing else: leave out no word, add none, keep the style, the language and the slips of the tongue. Where you are not sure, leave it as it is.', true),
  ('summary', 1, 'You summarise a transcript for somebody who was not there: what it is about, what was said and decided, by whom where it matters. Say only what the transcript says. Write a few short paragraphs in the language of the transcript, without headings or markup.', true),
  ('chapters', 1, 'You divide a transcript into chapters where the subject changes, the first one at its beginning. As a rule a chapter has some minutes; a short transcript may be a single one. Give each a title of a few words in the language of the transcript.', true),
  ('action_items', 1, 'You list what somebody has said will or should be done, and nothing that nobody has said. Word each as a short task in the language of the transcript. Its owner is who is to do it, and it is due when somebody says so, in their words; where that is not said, it has none.', true),
  ('translation', 1, 'You translate a transcript faithfully, in the register in which it was said. Add nothing and leave nothing out. Names stay as they are.', true),
  ('custom', 1, 'You make what the user asks for out of a transcript. Say only what the transcript says, and where it does not hold what is asked for, say so. Write in the language of the request.', true);

insert into public.settings (key, value, description) values
  ('proofread_changed_share', '0.2', 'Share of a segment''s words beyond which a correction is flagged and the original is kept');

create table public.documents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  transcription_id uuid not null,
  kind text not null,
  status text not null default 'queued',
  options jsonb not null default '{}',
  prompt_version integer not null,
  prompt_text text not null,
  provider text,
  model text,
  text text,
  content jsonb,
  report jsonb not null default '{}',
  revision integer,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  error_code text,
  error_message text,
  created_at timestamptz(3) not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  updated_at timestamptz(3) not null default now(),

  constraint kind_is_known check (kind in ('proofread', 'summary', 'chapters', 'action_items', 'translation', 'custom')),
  constraint status_is_known check (status in ('queued', 'processing', 'completed', 'failed', 'cancelled')),
  constraint options_are_an_object check (jsonb_typeof(options) = 'object'),
  constraint a_translation_has_a_language check (kind <> 'translation' or options ? 'language'),
  constraint what_is_custom_has_a_prompt check (kind <> 'custom' or options ? 'prompt'),
  constraint content_is_an_object check (jsonb_typeof(content) = 'object'),
  constraint report_is_an_object check (jsonb_typeof(report) = 'object'),
  constraint text_content_and_revision_come_together check (num_nulls(text, content, revision) in (0, 3)),
  constraint completed_has_text check (status <> 'completed' or text is not null),
  constraint failed_has_error check ((status = 'failed') = (error_code is not null and error_message is not null)),
  constraint processing_has_started check (status <> 'processing' or started_at is not null),
  constraint ended_has_a_time check ((status in ('completed', 'failed', 'cancelled')) = (ended_at is not null)),
  constraint end_is_after_start check (ended_at >= started_at),
  constraint tokens_are_not_negative check (least(input_tokens, output_tokens) >= 0),
  constraint a_document_has_its_transcriptions_owner
    foreign key (user_id, transcription_id) references public.transcriptions (user_id, id) on delete cascade
);
comment on table public.documents is 'Text that a language model made from a transcript.';
comment on column public.documents.prompt_text is 'The prompt as it was when the document was asked for.';
comment on column public.documents.content is 'What is known of the text beside the text, by kind: chapters, items, segments or citations.';
comment on column public.documents.report is 'What our checks of the model''s answer found.';
comment on column public.documents.revision is 'The revision of the transcript that it was made from.';

create index documents_newest_first on public.documents (user_id, transcription_id, created_at desc, id desc);

alter table public.documents enable row level security;
revoke all on public.documents from anon, authenticated;
grant select on public.documents to authenticated;
grant insert, delete on public.documents to api_user;
grant update (status, error_code, error_message, started_at, ended_at) on public.documents to api_user;
grant select, insert, update, delete on public.documents to service_role;

create policy "Owners read their documents" on public.documents for select to authenticated
  using (user_id = (select auth.uid()));
create policy "The API adds documents for their owner" on public.documents for insert to api_user
  with check (user_id = (select auth.uid()));
create policy "The API changes documents for their owner" on public.documents for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "The API deletes documents for their owner" on public.documents for delete to api_user
  using (user_id = (select auth.uid()));

create trigger touch_updated_at before update on public.documents
  for each row execute function private.touch_updated_at();

create table private.document_pieces (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references public.documents (id) on delete cascade,
  segment integer not null,
  start_offset integer not null default 0,
  revision integer,
  result jsonb,
  provider text,
  model text,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,

  constraint its_place_is_not_negative check (least(segment, start_offset) >= 0),
  constraint finished_has_a_revision check ((result is null) = (revision is null)),
  constraint pieces_of_a_document_do_not_start_together unique (document_id, segment, start_offset)
);
comment on table private.document_pieces is 'A transcript that is too long for one call of the model, cut up. Finished pieces keep their result, so that another attempt does not pay for them again.';
comment on column private.document_pieces.segment is 'Where it begins: in this segment, at this offset of its text (UTF-16). It ends where the next one begins.';

alter table private.document_pieces enable row level security;
grant select, insert, update, delete on private.document_pieces to service_role;

-- A document takes along the prompt of its time; one that is begun anew, not one that is gone on with, takes the present one.
create function private.take_prompt() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  select version, text into new.prompt_version, new.prompt_text
  from public.prompts where prompts.kind = new.kind and is_active;
  return new;
end
$$;
create trigger take_prompt_when_added before insert on public.documents
  for each row execute function private.take_prompt();
create trigger take_prompt_when_made_again before update on public.documents
  for each row when (new.status = 'queued' and old.status = 'completed') execute function private.take_prompt();

create function private.enqueue_documents() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('document', array(select id from added where status = 'queued'));
  return null;
end
$$;
create trigger enqueue_documents after insert on public.documents referencing new table as added
  for each statement execute function private.enqueue_documents();

create function private.enqueue_document_again() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('document', array[new.id]);
  return null;
end
$$;
create trigger enqueue_document_again after update on public.documents
  for each row when (new.status = 'queued' and old.status <> 'queued') execute function private.enqueue_document_again();

create function private.enqueue_document_pieces() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('document_piece', array(select id from added));
  return null;
end
$$;
create trigger enqueue_document_pieces after insert on private.document_pieces referencing new table as added
  for each statement execute function private.enqueue_document_pieces();

-- What is asked for together with a transcription is added when that completes. Whatever goes wrong with it, the transcript stays.
alter table public.transcriptions
  add column documents jsonb not null default '[]',
  add constraint documents_are_a_list check (jsonb_typeof(documents) = 'array');
comment on column public.transcriptions.documents is 'What is made from the transcript when it is completed: a list of {kind} with the document''s options.';

create function private.add_wanted_documents() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.documents (user_id, transcription_id, kind, options)
  select new.user_id, new.id, wanted ->> 'kind', wanted - 'kind' from jsonb_array_elements(new.documents) as wanted;
  return null;
exception when others then
  insert into public.error_logs (user_id, job_kind, subject_id, code, message, attempts)
  values (new.user_id, 'document', new.id, 'internal_error', sqlerrm, 1);
  return null;
end
$$;
create trigger add_wanted_documents after update on public.transcriptions
  for each row when (new.status = 'completed' and old.status <> 'completed' and new.documents <> '[]')
  execute function private.add_wanted_documents();

create function private.add_document_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.events (user_id, type, subject_id, data) values (
    new.user_id, 'document.' || new.status, new.id,
    jsonb_build_object('id', new.id, 'transcription_id', new.transcription_id, 'kind', new.kind, 'status', new.status,
      'error_code', new.error_code)
  );
  return null;
end
$$;
create trigger add_event_of_a_new_document after insert on public.documents
  for each row execute function private.add_document_event();
create trigger add_event_of_a_changed_document after update on public.documents
  for each row when (old.status <> new.status) execute function private.add_document_event();

alter table private.jobs
  drop constraint kind_is_known,
  add constraint kind_is_known check (
    kind in ('transcribe', 'transcribe_piece', 'collect', 'forget', 'import', 'purge', 'sweep', 'deliver', 'answer', 'document',
      'document_piece')
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
    when 'document' then
      return (select user_id from public.documents where id = subject_id);
    when 'document_piece' then
      return (
        select user_id from public.documents
        where id = (select document_id from private.document_pieces where id = subject_id)
      );
    else
      return null;
  end case;
end
$$;

create function private.give_up_document() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  given_up uuid := new.subject_id;
begin
  if new.kind = 'document_piece' then
    select document_id into given_up from private.document_pieces where id = new.subject_id;
  end if;
  update public.documents
  set status = 'failed', error_code = new.error_code, error_message = new.error_message,
    started_at = coalesce(started_at, now()), ended_at = now()
  where id = given_up and status in ('queued', 'processing');
  return null;
end
$$;
create trigger give_up_document after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind in ('document', 'document_piece'))
  execute function private.give_up_document();
