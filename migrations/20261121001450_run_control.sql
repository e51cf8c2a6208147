-- Who takes over from a provider, and the owner's hand on a run: cancel, run again, delete.
alter table public.transcriptions add column fallbacks text[] not null default '{}';
comment on column public.transcriptions.fallbacks is 'Providers that take over, in this order, when the present one is down or over its quota.';

grant update (status, provider, fallbacks, model, own_key, error_code, error_message, started_at, ended_at)
  on public.transcriptions to api_user;
grant delete on public.transcriptions to api_user;

create policy "The API changes transcriptions for their owner" on public.transcriptions for update to api_user
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "The API deletes transcriptions for their owner" on public.transcriptions for delete to api_user
  using (user_id = (select auth.uid()));

-- A run that is queued again is work again; one with its caller's key is handed over by whoever holds the key.
create function private.enqueue_transcription_again() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('transcribe', array(
    select new.id from public.entries where entries.id = new.entry_id and entries.status = 'ready'
  ));
  return null;
end
$$;
create trigger enqueue_transcription_again after update on public.transcriptions
  for each row when (new.status = 'queued' and old.status <> 'queued' and not new.own_key)
  execute function private.enqueue_transcription_again();

alter table private.transcription_pieces add column cut_start_ms integer;
comment on column private.transcription_pieces.cut_start_ms is 'Where the audio that was sent begins: its transcript counts from there. Null until it is cut.';
