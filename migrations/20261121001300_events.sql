-- What happened to a user's rows, in order: what streams, webhooks and Realtime tell. Ids and states, never a transcript.
create table public.events (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  written_by xid8 not null default pg_current_xact_id(),
  type text not null,
  subject_id uuid not null,
  data jsonb not null,
  created_at timestamptz(3) not null default now(),

  constraint type_says_what_happened_to_what check (type ~ '^[a-z]+\.[a-z_]+$')
);
comment on table public.events is 'What happened to a user''s rows. Forgotten after keep_events_days.';
comment on column public.events.written_by is 'The transaction that wrote it. In the order (written_by, id), rows below the oldest running transaction are never added to.';

create index events_of_a_user_in_order on public.events (user_id, written_by, id);
create index events_of_a_subject_in_order on public.events (subject_id, written_by, id);
create index events_by_time on public.events (created_at);

alter table public.events enable row level security;
revoke all on public.events from anon, authenticated;
grant select on public.events to authenticated;
grant select, insert, update, delete on public.events to service_role;

create policy "Owners read their events" on public.events for select to authenticated
  using (user_id = (select auth.uid()));

insert into public.settings (key, value, description) values
  ('keep_events_days', '7', 'Days after which events are forgotten');

create function private.add_transcription_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.events (user_id, type, subject_id, data) values (
    new.user_id,
    'transcription.' || case when tg_op = 'UPDATE' and old.status = new.status then 'progress' else new.status end,
    new.id,
    jsonb_build_object('id', new.id, 'entry_id', new.entry_id, 'status', new.status, 'progress', new.progress,
      'provider', new.provider, 'error_code', new.error_code)
  );
  return null;
end
$$;
create trigger add_event_of_a_new_transcription after insert on public.transcriptions
  for each row execute function private.add_transcription_event();
create trigger add_event_of_a_changed_transcription after update on public.transcriptions
  for each row when (old.status <> new.status or old.progress <> new.progress)
  execute function private.add_transcription_event();
