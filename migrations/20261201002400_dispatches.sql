-- Work that a provider does in its own time: what was sent, under which id the provider knows it, what came back.
create table private.dispatches (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  transcription_id uuid not null,
  piece_id uuid,
  provider text not null,
  state text not null default 'sending',
  external_id text,
  answer text,
  created_at timestamptz not null default now(),
  answered_at timestamptz,
  forgotten_at timestamptz,

  constraint state_is_known check (state in ('sending', 'accepted', 'answered', 'done', 'lost')),
  constraint answered_has_an_answer check (state <> 'answered' or answer is not null)
);
comment on table private.dispatches is 'What providers were sent that answer later. Outlives its transcription until the provider has deleted its copy.';
comment on column private.dispatches.answer is 'The body of the provider''s call, as it came.';

create unique index one_open_dispatch_for_the_same_audio on private.dispatches (transcription_id, coalesce(piece_id, transcription_id))
  where state in ('sending', 'accepted', 'answered');
create index dispatches_of_a_transcription on private.dispatches (transcription_id);

alter table private.dispatches enable row level security;
grant select, insert, update, delete on private.dispatches to service_role;

-- Recorded once: true for the first answer. What comes again, or after the end, changes nothing.
create function private.record_answer(dispatch_id uuid, answer text) returns boolean
  language plpgsql security definer set search_path = '' as $$
begin
  update private.dispatches
  set state = 'answered', answer = record_answer.answer, answered_at = now()
  where id = dispatch_id and state in ('sending', 'accepted');
  if not found then
    return false;
  end if;
  perform private.hasten_job('collect', dispatch_id);
  return true;
end
$$;
grant execute on function private.record_answer(uuid, text) to service_role;

create function private.give_up_dispatch() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update private.dispatches set state = 'done' where id = new.subject_id;
  perform private.fail_transcription(transcription_id, new.error_code, new.error_message)
  from private.dispatches where id = new.subject_id;
  return null;
end
$$;
create trigger give_up_dispatch after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind = 'collect')
  execute function private.give_up_dispatch();

-- The provider's copy goes with ours: when a transcription is deleted, by whomever, and when it is cancelled.
create function private.forget_dispatches() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update private.dispatches set state = 'lost'
  where transcription_id = old.id and state in ('sending', 'accepted', 'answered');
  perform private.enqueue_jobs('forget', array(
    select id from private.dispatches
    where transcription_id = old.id and external_id is not null and forgotten_at is null
  ));
  return null;
end
$$;
create trigger forget_dispatches_of_a_deleted_transcription after delete on public.transcriptions
  for each row execute function private.forget_dispatches();
create trigger forget_dispatches_of_a_cancelled_transcription after update on public.transcriptions
  for each row when (new.status = 'cancelled' and old.status <> 'cancelled') execute function private.forget_dispatches();

insert into public.settings (key, value, description, minimum) values
  ('keep_dispatches_days', '30', 'Days for which it is known what providers were sent, after its transcription is gone', 1);
