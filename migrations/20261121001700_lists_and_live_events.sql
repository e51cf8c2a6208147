-- Lists by status, what an anonymous visitor sees of them, and events as they are told and forgotten.
create index transcriptions_of_a_status_newest_first on public.transcriptions (user_id, status, created_at desc, id desc);

insert into public.settings (key, value, description) values
  ('anonymous_visible_transcriptions', '5', 'How many transcriptions, newest first, the list of an anonymous visitor holds');

-- Whoever changes a row holds it until they commit, so the events of one subject get their ids in the order of its history.
drop index public.events_of_a_subject_in_order;
create index events_of_a_subject_in_order on public.events (subject_id, id);

-- What the events of a transcription say of it, and what a stream of them says first.
create function private.transcription_event_data(transcription public.transcriptions) returns jsonb
  language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'id', transcription.id, 'entry_id', transcription.entry_id, 'status', transcription.status,
    'progress', transcription.progress, 'provider', transcription.provider, 'error_code', transcription.error_code
  )
$$;
grant execute on function private.transcription_event_data(public.transcriptions) to api_user;

create or replace function private.add_transcription_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.events (user_id, type, subject_id, data) values (
    new.user_id,
    'transcription.' || case when tg_op = 'UPDATE' and old.status = new.status then 'progress' else new.status end,
    new.id,
    private.transcription_event_data(new)
  );
  return null;
end
$$;

-- Realtime tells what the streams tell: one trigger, on the events themselves.
drop trigger if exists broadcast_transcription on public.transcriptions;
drop function private.broadcast_transcription();

create function private.broadcast_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  execute 'select realtime.send($1, $2, $3, true)' using new.data, new.type, 'user:' || new.user_id;
  return null;
end
$$;

do $$
begin
  if to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null then
    create trigger broadcast_event after insert on public.events
      for each row execute function private.broadcast_event();
  end if;
end
$$;

create or replace function private.forget_old_rows() returns void
  language sql security definer set search_path = '' as $$
  delete from private.jobs
  where (state = 'completed' and finished_at < now() - make_interval(days => private.setting('keep_finished_jobs_days')::int))
    or (state = 'dead' and finished_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int));
  delete from public.error_logs
  where created_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int);
  delete from public.events
  where created_at < now() - make_interval(days => private.setting('keep_events_days')::int);
$$;
