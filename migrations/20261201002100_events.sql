-- What happened to a user's rows, in order: what streams, webhooks and Realtime tell. Ids and states, never a transcript.
create table public.events (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  written_by xid8 not null default private.count_on(pg_current_xact_id()),
  type text not null,
  subject_id uuid not null,
  data jsonb not null,
  created_at timestamptz(3) not null default now(),

  constraint type_says_what_happened_to_what check (type ~ '^[a-z]+\.[a-z_]+$')
);
comment on table public.events is 'What happened to a user''s rows. Forgotten after keep_events_days.';
comment on column public.events.written_by is 'The transaction that wrote it, counted on over restores. In the order (written_by, id), rows below the oldest running transaction are never added to.';

create index events_of_a_user_in_order on public.events (user_id, written_by, id);
-- Whoever changes a row holds it until they commit, so the events of one subject get their ids in the order of its history.
create index events_of_a_subject_in_order on public.events (subject_id, id);
create index events_by_time on public.events (created_at);

alter table public.events enable row level security;
revoke all on public.events from anon, authenticated;
grant select on public.events to authenticated;
grant select, insert, update, delete on public.events to service_role;

create policy "Owners read their events" on public.events for select to authenticated
  using (user_id = (select auth.uid()));

-- Streams read events: forgotten at once they would tell nothing.
insert into public.settings (key, value, description, minimum) values
  ('keep_events_days', '7', 'Days after which events are forgotten', 1);
insert into private.forgotten_rows (table_name, moment, setting) values
  ('public.events', 'created_at', 'keep_events_days');

-- What the events of a transcription say of it, and what a stream of them says first.
create function private.transcription_event_data(transcription public.transcriptions) returns jsonb
  language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'id', transcription.id, 'entry_id', transcription.entry_id, 'status', transcription.status,
    'progress', transcription.progress, 'provider', transcription.provider, 'error_code', transcription.error_code
  )
$$;
grant execute on function private.transcription_event_data(public.transcriptions) to api_user;

create function private.add_transcription_event() returns trigger
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
create trigger add_event_of_a_new_transcription after insert on public.transcriptions
  for each row execute function private.add_transcription_event();
create trigger add_event_of_a_changed_transcription after update on public.transcriptions
  for each row when (old.status <> new.status or old.progress <> new.progress)
  execute function private.add_transcription_event();

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

-- `reached` is where the backup had come. What came after it is lost, and yet somebody may have read it, so that counting
-- goes on behind more than that can have been.
create function private.begin_after_restore(reached xid8) returns void
  language sql set search_path = '' as $$
  insert into private.restores (transactions_ahead)
  select greatest(
    greatest(reached, coalesce(max(written_by), reached))::text::bigint + 1000000000
      - pg_current_xact_id()::text::bigint,
    0
  ) from public.events
$$;
comment on function private.begin_after_restore(xid8) is 'To be called once when rows were restored, by whoever restores them.';
