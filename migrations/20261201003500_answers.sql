-- Answers that are made later, and what is told of all of them.

-- Who watches an answer come watches its stream: only what waits and what ends is told.
create function private.add_answer_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.events (user_id, type, subject_id, data) values (
    new.user_id, 'answer.' || new.status, new.id,
    jsonb_build_object('id', new.id, 'session_id', new.session_id, 'status', new.status, 'provider', new.provider,
      'error_code', new.error_code)
  );
  return null;
end
$$;
create trigger add_event_of_a_new_answer after insert on public.chat_messages
  for each row when (new.role = 'assistant' and new.status <> 'processing') execute function private.add_answer_event();
create trigger add_event_of_a_changed_answer after update on public.chat_messages
  for each row when (new.role = 'assistant' and new.status <> old.status and new.status <> 'processing')
  execute function private.add_answer_event();

create function private.enqueue_answers() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('answer', array(select id from added where status = 'queued'));
  return null;
end
$$;
create trigger enqueue_answers after insert on public.chat_messages referencing new table as added
  for each statement execute function private.enqueue_answers();

create function private.give_up_answer() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.chat_messages
  set status = 'failed', error_code = new.error_code, error_message = new.error_message, ended_at = now()
  where id = new.subject_id and status in ('queued', 'processing');
  return null;
end
$$;
create trigger give_up_answer after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind = 'answer')
  execute function private.give_up_answer();
