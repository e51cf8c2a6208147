-- What models are told to do. Admins add prompts and choose among them, and the one that speech providers are given.
create table public.prompts (
  kind text not null,
  version integer not null,
  text text not null,
  is_active boolean not null default false,
  created_at timestamptz(3) not null default now(),

  primary key (kind, version),
  constraint kind_is_known check (
    kind in ('proofread', 'summary', 'chapters', 'action_items', 'translation', 'custom', 'transcribe')
  ),
  constraint version_is_positive check (version > 0),
  constraint text_is_not_empty check (btrim(text) <> ''),
  constraint text_is_short check (char_length(text) <= case kind when 'transcribe' then 1000 else 20000 end)
);
comment on table public.prompts is 'What a model is told to do for each kind of document, and a speech provider for a transcription. A change is a new version, of which one is active; of transcriptions none need be.';

create unique index one_prompt_of_a_kind_is_active on public.prompts (kind) where is_active;

alter table public.prompts enable row level security;
revoke all on public.prompts from anon, authenticated, service_role;
-- Never edited: there is no grant to change a text, and none to delete.
grant select on public.prompts to authenticated, service_role;
grant select, insert (kind, version, text), update (is_active) on public.prompts to api_admin;

create policy "Admins read prompts" on public.prompts for select to authenticated
  using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin');
create policy "Admins read prompts through the API" on public.prompts for select to api_admin
  using ((select private.is_admin()));
create policy "Admins add prompts through the API" on public.prompts for insert to api_admin
  with check ((select private.is_admin()));
create policy "Admins choose prompts through the API" on public.prompts for update to api_admin
  using ((select private.is_admin())) with check ((select private.is_admin()));

-- A document cannot be asked for without a prompt. Looked at in the end, so that one may be put in the place of another.
create function private.demand_active_prompt() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.prompts where kind = old.kind and is_active) then
    raise exception 'Documents of kind % have no active prompt', old.kind
      using errcode = 'check_violation', constraint = 'a_kind_of_document_has_an_active_prompt';
  end if;
  return null;
end
$$;
create constraint trigger a_kind_of_document_has_an_active_prompt after update or delete on public.prompts
  deferrable initially deferred
  for each row when (old.is_active and old.kind <> 'transcribe') execute function private.demand_active_prompt();

-- A run takes along the prompt of its time. Done again it goes on with it: its finished pieces were made with that.
create function private.take_transcribe_prompt() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  select version, text into new.prompt_version, new.prompt_text
  from public.prompts where kind = 'transcribe' and is_active;
  return new;
end
$$;
create trigger take_transcribe_prompt before insert on public.transcriptions
  for each row when (new.status = 'queued') execute function private.take_transcribe_prompt();

insert into public.prompts (kind, version, text, is_active) values
  ('proofread', 1, 'You correct the text of a transcript that a machine wrote. Correct spelling, punctuation, capital letters and words that were plainly misheard. Change nothing else: leave out no word, add none, keep the style, the language and the slips of the tongue. Where you are not sure, leave it as it is.', true),
  ('summary', 1, 'You summarise a transcript for somebody who was not there: what it is about, what was said and decided, by whom where it matters. Say only what the transcript says. Write a few short paragraphs in the language of the transcript, without headings or markup.', true),
  ('chapters', 1, 'You divide a transcript into chapters where the subject changes, the first one at its beginning. As a rule a chapter has some minutes; a short transcript may be a single one. Give each a title of a few words in the language of the transcript.', true),
  ('action_items', 1, 'You list what somebody has said will or should be done, and nothing that nobody has said. Word each as a short task in the language of the transcript. Its owner is who is to do it, and it is due when somebody says so, in their words; where that is not said, it has none.', true),
  ('translation', 1, 'You translate a transcript faithfully, in the register in which it was said. Add nothing and leave nothing out. Names stay as they are.', true),
  ('custom', 1, 'You make what the user asks for out of a transcript. Say only what the transcript says, and where it does not hold what is asked for, say so. Write in the language of the request.', true);
