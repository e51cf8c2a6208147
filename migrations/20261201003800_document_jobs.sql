-- How documents become work, and what giving up means for them.
create table private.document_pieces (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references public.documents (id) on delete cascade,
  segment integer not null,
  start_offset integer not null default 0,
  revision integer,
  result jsonb,
  provider text,
  model text,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,

  constraint its_place_is_not_negative check (least(segment, start_offset) >= 0),
  constraint finished_has_a_revision check ((result is null) = (revision is null)),
  constraint pieces_of_a_document_do_not_start_together unique (document_id, segment, start_offset)
);
comment on table private.document_pieces is 'A transcript that is too long for one call of the model, cut up. Finished pieces keep their result, so that another attempt does not pay for them again.';
comment on column private.document_pieces.segment is 'Where it begins: in this segment, at this offset of its text (UTF-16). It ends where the next one begins.';

alter table private.document_pieces enable row level security;
grant select, insert, update, delete on private.document_pieces to service_role;

create function private.enqueue_documents() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('document', array(select id from added where status = 'queued'));
  return null;
end
$$;
create trigger enqueue_documents after insert on public.documents referencing new table as added
  for each statement execute function private.enqueue_documents();

create function private.enqueue_document_again() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('document', array[new.id]);
  return null;
end
$$;
create trigger enqueue_document_again after update on public.documents
  for each row when (new.status = 'queued' and old.status <> 'queued') execute function private.enqueue_document_again();

create function private.enqueue_document_pieces() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('document_piece', array(select id from added));
  return null;
end
$$;
create trigger enqueue_document_pieces after insert on private.document_pieces referencing new table as added
  for each statement execute function private.enqueue_document_pieces();

-- What is asked for together with a transcription is added when that completes. Whatever goes wrong with it, the transcript stays.
create function private.add_wanted_documents() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.documents (user_id, transcription_id, kind, options)
  select new.user_id, new.id, wanted ->> 'kind', wanted - 'kind' from jsonb_array_elements(new.documents) as wanted;
  return null;
exception when others then
  insert into public.error_logs (user_id, job_kind, subject_id, code, message, attempts)
  values (new.user_id, 'document', new.id, 'internal_error', sqlerrm, 1);
  return null;
end
$$;
create trigger add_wanted_documents after update on public.transcriptions
  for each row when (new.status = 'completed' and old.status <> 'completed' and new.documents <> '[]')
  execute function private.add_wanted_documents();

create function private.give_up_document() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  given_up uuid := new.subject_id;
begin
  if new.kind = 'document_piece' then
    select document_id into given_up from private.document_pieces where id = new.subject_id;
  end if;
  update public.documents
  set status = 'failed', error_code = new.error_code, error_message = new.error_message,
    started_at = coalesce(started_at, now()), ended_at = now()
  where id = given_up and status in ('queued', 'processing');
  return null;
end
$$;
create trigger give_up_document after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind in ('document', 'document_piece'))
  execute function private.give_up_document();
