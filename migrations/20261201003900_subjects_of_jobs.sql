-- What is known of a job by its subject, which each kind has of its own, and who is told when a job is given up.

-- Whose work it is. Subjects of each kind: see docs/jobs.md. Null where the subject is gone or is nobody's.
create function private.owner_of_job(kind text, subject_id uuid) returns uuid
  language plpgsql stable security definer set search_path = '' as $$
begin
  case kind
    when 'transcribe' then
      return (select user_id from public.transcriptions where id = subject_id);
    when 'transcribe_piece' then
      return (
        select user_id from public.transcriptions
        where id = (select transcription_id from private.transcription_pieces where id = subject_id)
      );
    when 'collect', 'forget' then
      return (select user_id from private.dispatches where id = subject_id);
    when 'import', 'purge' then
      return (select user_id from public.entries where id = subject_id);
    when 'deliver' then
      return (select user_id from public.webhook_deliveries where id = subject_id);
    when 'answer' then
      return (select user_id from public.chat_messages where id = subject_id);
    when 'document' then
      return (select user_id from public.documents where id = subject_id);
    when 'document_piece' then
      return (
        select user_id from public.documents
        where id = (select document_id from private.document_pieces where id = subject_id)
      );
    else
      return null;
  end case;
end
$$;
grant execute on function private.owner_of_job(text, uuid) to api_admin;

-- The transcription that a job is part of; null where it is none of one.
create function private.transcription_of_job(kind text, subject_id uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select case kind
    when 'transcribe' then subject_id
    when 'transcribe_piece' then (select transcription_id from private.transcription_pieces where id = subject_id)
    when 'collect' then (select transcription_id from private.dispatches where id = subject_id)
  end
$$;
grant execute on function private.transcription_of_job(text, uuid) to api_admin;

create function private.log_given_up_job() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.error_logs (user_id, job_kind, subject_id, code, message, attempts)
  select users.id, new.kind, new.subject_id, new.error_code, new.error_message, new.attempts
  from (select private.owner_of_job(new.kind, new.subject_id)) as owner (id)
  left join auth.users on users.id = owner.id;
  return null;
end
$$;
create trigger log_given_up_job after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead') execute function private.log_given_up_job();
