-- Audio that is brought from a link: how far an import has come, so that another worker goes on there.
create table private.imports (
  entry_id uuid primary key references public.entries (id) on delete cascade,
  upload_id text not null,
  byte_size bigint,
  version text,
  updated_at timestamptz not null default now(),

  constraint size_is_positive check (byte_size > 0)
);
comment on table private.imports is 'Imports that have begun: the resumable upload in Storage that takes the audio, and of what.';
comment on column private.imports.version is 'What the source calls this version of the file; null where it calls it nothing, and nothing can be resumed.';

alter table private.imports enable row level security;
grant select, insert, update, delete on private.imports to service_role;

create function private.enqueue_import() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('import', array[new.id]);
  return null;
end
$$;
create trigger enqueue_import_of_a_new_link after insert on public.entries
  for each row when (new.status = 'importing') execute function private.enqueue_import();
create trigger enqueue_import_again after update on public.entries
  for each row when (new.status = 'importing' and old.status <> 'importing') execute function private.enqueue_import();

create function private.give_up_import() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.entries set status = 'failed', error_code = new.error_code, error_message = new.error_message
  where id = new.subject_id and status = 'importing';
  return null;
end
$$;
create trigger give_up_import after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind = 'import')
  execute function private.give_up_import();

-- Transcriptions that wait for the audio begin when it is there, and fail with it. None of them runs with its caller's key,
-- which nobody would have kept.
create function private.settle_waiting_transcriptions() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.status = 'failed' then
    perform private.fail_transcription(id, new.error_code, new.error_message)
    from public.transcriptions where user_id = new.user_id and entry_id = new.id and status = 'queued';
  else
    perform private.enqueue_jobs('transcribe', array(
      select id from public.transcriptions
      where user_id = new.user_id and entry_id = new.id and status = 'queued' and not own_key
    ));
  end if;
  return null;
end
$$;
create trigger settle_waiting_transcriptions after update on public.entries
  for each row when (old.status = 'importing' and new.status in ('ready', 'failed'))
  execute function private.settle_waiting_transcriptions();
