-- How rows become work, and how work that was given up becomes a failed row.
create table private.transcription_pieces (
  id uuid primary key default gen_random_uuid(),
  transcription_id uuid not null references public.transcriptions (id) on delete cascade,
  start_ms integer not null,
  end_ms integer not null,
  transcript jsonb,

  constraint end_is_after_start check (start_ms >= 0 and end_ms > start_ms),
  constraint pieces_do_not_start_together unique (transcription_id, start_ms)
);
comment on table private.transcription_pieces is 'Audio that is too large for one call of the provider, cut up. Finished pieces keep their transcript, so that another attempt does not pay for them again.';

alter table private.transcription_pieces enable row level security;
grant select, insert, update, delete on private.transcription_pieces to service_role;

create function private.enqueue_transcriptions() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('transcribe', array(select id from added where status = 'queued'));
  return null;
end
$$;
create trigger enqueue_transcriptions after insert on public.transcriptions referencing new table as added
  for each statement execute function private.enqueue_transcriptions();

create function private.enqueue_pieces() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('transcribe_piece', array(select id from added));
  return null;
end
$$;
create trigger enqueue_pieces after insert on private.transcription_pieces referencing new table as added
  for each statement execute function private.enqueue_pieces();

create function private.give_up() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  given_up uuid := new.subject_id;
  owner uuid;
begin
  if new.kind = 'transcribe_piece' then
    select transcription_id into given_up from private.transcription_pieces where id = new.subject_id;
  end if;
  update public.transcriptions
  set status = 'failed', error_code = new.error_code, error_message = new.error_message,
    started_at = coalesce(started_at, now()), ended_at = now()
  where id = given_up and status in ('queued', 'processing');
  select user_id into owner from public.transcriptions where id = given_up;
  insert into public.error_logs (user_id, job_kind, subject_id, code, message, attempts)
  values (owner, new.kind, new.subject_id, new.error_code, new.error_message, new.attempts);
  return null;
end
$$;
create trigger give_up after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead') execute function private.give_up();

create function private.meter_transcription() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.usage_daily (user_id, transcriptions, audio_ms)
  values (new.user_id, 1, coalesce(new.audio_ms, 0))
  on conflict (user_id, day) do update
  set transcriptions = usage_daily.transcriptions + 1, audio_ms = usage_daily.audio_ms + excluded.audio_ms;
  return null;
end
$$;
create trigger meter_transcription after update on public.transcriptions
  for each row when (new.status = 'completed' and old.status <> 'completed')
  execute function private.meter_transcription();
