-- Text that a language model makes from a transcript.
insert into public.settings (key, value, description, maximum) values
  ('proofread_changed_share', '0.2', 'Share of a segment''s words beyond which a correction is flagged and the original is kept', 1);

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
-- What statistics add up, so that they read an index and no row.
create index all_documents_by_time on public.documents (created_at) include (status);

alter table public.documents enable row level security;
revoke all on public.documents from anon, authenticated;
grant select on public.documents to authenticated, api_admin;
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
create policy "Admins read all documents" on public.documents for select to api_admin
  using ((select private.is_admin()));

create trigger touch_updated_at before update on public.documents
  for each row execute function private.touch_updated_at();

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
