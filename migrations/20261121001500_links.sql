-- Audio that is brought from a link: the entry is there at once, its audio comes later or not at all.
alter table public.entries
  add column link text,
  add column clip_start_ms integer,
  add column clip_end_ms integer,
  add column error_code text,
  add column error_message text,
  drop constraint source_is_known,
  drop constraint status_is_known,
  add constraint source_is_known check (source in ('typed', 'upload', 'recording', 'link')),
  add constraint status_is_known check (status in ('awaiting_upload', 'importing', 'ready', 'failed')),
  add constraint link_is_short check (char_length(link) <= 2048),
  add constraint what_comes_by_link_has_one check ((source = 'link') = (link is not null)),
  add constraint only_links_are_imported check (status not in ('importing', 'failed') or source = 'link'),
  add constraint failed_has_error check ((status = 'failed') = (error_code is not null and error_message is not null)),
  add constraint clip_end_is_after_its_start check (clip_start_ms >= 0 and clip_end_ms > coalesce(clip_start_ms, 0));
comment on column public.entries.link is 'Where the audio was brought from. May hold a token, so it is in no log and no error.';
comment on column public.entries.clip_start_ms is 'Where its transcriptions begin and end, unless they say otherwise; null is the whole.';

-- How far an import has come, so that another worker goes on there.
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

-- The lock makes an import that ends at this moment wait, or be waited for: else each would miss the other.
create or replace function private.enqueue_transcriptions() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform from public.entries
  where id in (select entry_id from added where status = 'queued') and status = 'importing' for share;
  perform private.enqueue_jobs('transcribe', array(
    select added.id from added join public.entries on entries.id = added.entry_id
    where added.status = 'queued' and not added.own_key and entries.status = 'ready'
  ));
  return null;
end
$$;

create or replace function private.enqueue_transcription_again() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform from public.entries where id = new.entry_id and status = 'importing' for share;
  perform private.enqueue_jobs('transcribe', array(
    select new.id from public.entries where id = new.entry_id and status = 'ready'
  ));
  return null;
end
$$;

create function private.add_entry_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.events (user_id, type, subject_id, data) values (
    new.user_id,
    'entry.' || new.status,
    new.id,
    jsonb_build_object('id', new.id, 'status', new.status, 'source', new.source, 'error_code', new.error_code)
  );
  return null;
end
$$;
-- An entry that is ready at its birth has told its caller so.
create trigger add_event_of_a_changed_entry after update on public.entries
  for each row when (old.status <> new.status and new.status in ('ready', 'failed'))
  execute function private.add_entry_event();
