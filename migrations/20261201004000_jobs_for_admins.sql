-- An admin's hand on the queue.

-- Work that was given up begins anew: its subject is put back as its owner puts it back, which makes the job; what has no such
-- state is asked for again. The dead job gives way to the one that is returned. Null where the job is not dead, or where there
-- is nothing to be done again: the subject is gone, has ended, is at work, or runs with a key that nobody kept. `provider`,
-- `fallbacks` and `model` are those of a transcription from now on.
create function private.retry_job(id bigint, provider text, fallbacks text[], model text) returns bigint
  language plpgsql security definer set search_path = '' as $$
declare
  dead private.jobs;
  work_kind text;
  work_subject uuid;
begin
  perform private.demand_admin();
  select * into dead from private.jobs where jobs.id = retry_job.id and state = 'dead' for update;
  if not found then
    return null;
  end if;
  work_kind := dead.kind;
  work_subject := dead.subject_id;

  case
    when dead.kind in ('transcribe', 'transcribe_piece', 'collect') then
      work_kind := 'transcribe';
      work_subject := private.transcription_of_job(dead.kind, dead.subject_id);
      update public.transcriptions
      set status = 'queued', error_code = null, error_message = null, started_at = null, ended_at = null,
        provider = retry_job.provider, fallbacks = retry_job.fallbacks, model = retry_job.model
      where transcriptions.id = work_subject and status = 'failed' and not own_key;
    when dead.kind in ('document', 'document_piece') then
      work_kind := 'document';
      if dead.kind = 'document_piece' then
        select document_id into work_subject from private.document_pieces where document_pieces.id = dead.subject_id;
      end if;
      update public.documents
      set status = 'queued', error_code = null, error_message = null, started_at = null, ended_at = null
      where documents.id = work_subject and status = 'failed';
    when dead.kind = 'import' then
      update public.entries set status = 'importing', error_code = null, error_message = null
      where entries.id = work_subject and status = 'failed';
    when dead.kind = 'answer' then
      update public.chat_messages set status = 'queued', error_code = null, error_message = null, ended_at = null
      where chat_messages.id = work_subject and status = 'failed' and session_id is null;
    when dead.kind = 'deliver' then
      update public.webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = now(), error = null
      where webhook_deliveries.id = work_subject and status = 'failed' and not exists (
        select from public.webhook_endpoints where webhook_endpoints.id = endpoint_id and webhook_endpoints.status = 'paused'
      );
    when dead.kind = 'forget' then
      perform from private.dispatches where dispatches.id = work_subject and forgotten_at is null;
    else
      perform 1;
  end case;
  if not found then
    return null;
  end if;

  delete from private.jobs where jobs.id = dead.id;
  perform private.enqueue_jobs(work_kind, array[work_subject]);
  return (
    select jobs.id from private.jobs
    where jobs.kind = work_kind and jobs.subject_id = work_subject and state in ('queued', 'running')
  );
end
$$;

-- Work that nobody is to do: one that waits is given up first, so that its subject fails and its owner is told. False where the
-- job is running, or has been done.
create function private.discard_job(id bigint) returns boolean
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.demand_admin();
  update private.jobs
  set state = 'dead', finished_at = now(), error_code = 'work_discarded', error_message = 'An operator discarded this work: ask for it again'
  where jobs.id = discard_job.id and state = 'queued';
  delete from private.jobs where jobs.id = discard_job.id and state = 'dead';
  return found;
end
$$;
grant execute on function private.retry_job(bigint, text, text[], text), private.discard_job(bigint) to api_admin;
