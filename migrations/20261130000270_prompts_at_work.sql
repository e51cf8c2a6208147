-- Prompts that admins add and choose among, and the one that speech providers are given.
alter table public.prompts
  drop constraint kind_is_known,
  add constraint kind_is_known check (
    kind in ('proofread', 'summary', 'chapters', 'action_items', 'translation', 'custom', 'transcribe')
  ),
  add constraint text_is_short check (char_length(text) <= case kind when 'transcribe' then 1000 else 20000 end);
comment on table public.prompts is 'What a model is told to do for each kind of document, and a speech provider for a transcription. A change is a new version, of which one is active; of transcriptions none need be.';

-- Never edited: there is no grant for a text, and none to delete.
revoke insert, update, delete on public.prompts from service_role;
grant select on public.prompts to api_admin;
grant insert (kind, version, text), update (is_active) on public.prompts to api_admin;

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

alter table public.transcriptions
  add column prompt_version integer,
  add column prompt_text text,
  add constraint a_prompt_has_a_version check ((prompt_version is null) = (prompt_text is null));
comment on column public.transcriptions.prompt_text is 'The operator''s prompt as it was when the transcription was asked for; null where there was none.';

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
