-- How rows become work, and how work that was given up becomes a failed row.
create table private.transcription_pieces (
  id uuid primary key default gen_random_uuid(),
  transcription_id uuid not null references public.transcriptions (id) on delete cascade,
  start_ms integer not null,
  end_ms integer not null,
  cut_start_ms integer,
  transcript jsonb,

  constraint end_is_after_start check (start_ms >= 0 and end_ms > start_ms),
  constraint pieces_do_not_start_together unique (transcription_id, start_ms)
);
comment on table private.transcription_pieces is 'Audio that is too large for one call of the provider, cut up. Finished pieces keep their transcript, so that another attempt does not pay for them again.';
comment on column private.transcription_pieces.cut_start_ms is 'Where the audio that was sent begins: its transcript counts from there. Null until it is cut.';

alter table private.transcription_pieces enable row level security;
grant select, insert, update, delete on private.transcription_pieces to service_role;

-- A run with the caller's own key is handed over together with the key, so the queue must not start it by itself. Audio that
-- is still being imported is transcribed when it is there: the lock makes an import that ends at this moment wait, or be
-- waited for, else each would miss the other.
create function private.enqueue_transcriptions() returns trigger
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
create trigger enqueue_transcriptions after insert on public.transcriptions referencing new table as added
  for each statement execute function private.enqueue_transcriptions();

-- A run that is queued again is work again; one with its caller's key is handed over by whoever holds the key.
create function private.enqueue_transcription_again() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform from public.entries where id = new.entry_id and status = 'importing' for share;
  perform private.enqueue_jobs('transcribe', array(
    select new.id from public.entries where id = new.entry_id and status = 'ready'
  ));
  return null;
end
$$;
create trigger enqueue_transcription_again after update on public.transcriptions
  for each row when (new.status = 'queued' and old.status <> 'queued' and not new.own_key)
  execute function private.enqueue_transcription_again();

create function private.enqueue_pieces() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('transcribe_piece', array(
    select added.id from added join public.transcriptions on transcriptions.id = added.transcription_id
    where not transcriptions.own_key
  ));
  return null;
end
$$;
create trigger enqueue_pieces after insert on private.transcription_pieces referencing new table as added
  for each statement execute function private.enqueue_pieces();

create function private.fail_transcription(id uuid, code text, message text) returns void
  language sql security definer set search_path = '' as $$
  update public.transcriptions
  set status = 'failed', error_code = code, error_message = message, started_at = coalesce(started_at, now()), ended_at = now()
  where transcriptions.id = fail_transcription.id and status in ('queued', 'processing')
$$;

-- What giving up means for the subject stands with the subject: a trigger of its own for each kind.
create function private.give_up_transcription() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  given_up uuid := new.subject_id;
begin
  if new.kind = 'transcribe_piece' then
    select transcription_id into given_up from private.transcription_pieces where id = new.subject_id;
  end if;
  perform private.fail_transcription(given_up, new.error_code, new.error_message);
  return null;
end
$$;
create trigger give_up_transcription after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind in ('transcribe', 'transcribe_piece'))
  execute function private.give_up_transcription();
