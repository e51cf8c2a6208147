-- How long things are kept, and what takes away those that nobody keeps any more.
insert into public.settings (key, value, description) values
  ('retention_seconds', '0', 'Seconds for which a new entry is kept whose owner does not say how long; 0 is for ever'),
  ('keep_awaiting_upload_hours', '24', 'Hours for which an untouched entry is kept whose file was not uploaded'),
  ('keep_failed_imports_days', '7', 'Days for which an untouched entry is kept whose link could not be imported'),
  ('keep_submissions_days', '30', 'Days for which it is known what providers were sent, after its transcription is gone');

create function private.default_expiry() returns timestamptz
  language sql stable security definer set search_path = '' as $$
  select now() + make_interval(secs => nullif(private.setting('retention_seconds')::int, 0))
$$;
grant execute on function private.default_expiry() to api_user, service_role;

alter table public.entries add column expires_at timestamptz(3);
alter table public.entries alter column expires_at set default private.default_expiry();
comment on column public.entries.expires_at is 'From then on it is deleted as soon as nobody is at work on it; null is never.';

create index entries_by_expiry on public.entries (expires_at) where expires_at is not null;
create index unfinished_entries on public.entries (status) where status in ('awaiting_upload', 'failed');

-- The row goes first, with all that hangs on it, and leaves word of its object: an object that nobody can ask for is known
-- until Storage has removed it, whoever deleted its entry and whatever dies in between.
create table private.objects_to_remove (
  entry_id uuid primary key,
  object_path text not null
);
comment on table private.objects_to_remove is 'Objects whose entry was deleted, by whomever.';

alter table private.objects_to_remove enable row level security;
grant select, insert, update, delete on private.objects_to_remove to service_role;

create function private.note_objects_to_remove() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into private.objects_to_remove (entry_id, object_path)
  select id, object_path from deleted where object_path is not null;
  return null;
end
$$;
create trigger note_objects_to_remove after delete on public.entries referencing old table as deleted
  for each statement execute function private.note_objects_to_remove();

-- Entries that are not to be kept any longer, and that nobody is at work on.
create function private.find_outdated_entries(only_id uuid default null) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select id from public.entries
  where (only_id is null or id = only_id)
    and (
      expires_at <= now()
      or (
        status in ('awaiting_upload', 'failed')
        and updated_at <= now() - case status
          when 'failed' then (select make_interval(days => private.setting('keep_failed_imports_days')::int))
          else (select make_interval(hours => private.setting('keep_awaiting_upload_hours')::int))
        end
      )
    )
    and status <> 'importing'
    and not exists (
      select from public.transcriptions
      where transcriptions.user_id = entries.user_id and transcriptions.entry_id = entries.id
        and transcriptions.status in ('queued', 'processing')
    )
$$;

-- Deletes an entry if it is outdated still, and tells the object that is then to be removed, or was to be before. Whoever
-- submits it for transcription holds it until they commit: it is waited for, and looked at only then.
create function private.purge_entry(id uuid) returns text
  language plpgsql security definer set search_path = '' as $$
begin
  perform from public.entries where entries.id = purge_entry.id for update;
  delete from public.entries
  where entries.id = purge_entry.id and exists (select from private.find_outdated_entries(purge_entry.id));
  return (select object_path from private.objects_to_remove where entry_id = purge_entry.id);
end
$$;
grant execute on function private.purge_entry(uuid) to service_role;

-- What the clock has purged: a hundred at a time, so that whoever waits for a transcription does not wait for them too. One
-- that was given up has an hour's rest.
create function private.enqueue_purges() returns void
  language sql security definer set search_path = '' as $$
  select private.enqueue_jobs('purge', array(
    select id from (
      select entry_id as id from private.objects_to_remove
      union all
      select private.find_outdated_entries()
    ) as waiting
    where id <> all (array(
      select subject_id from private.jobs
      where kind = 'purge' and state = 'dead' and finished_at > now() - interval '1 hour'
    ))
    limit 100
  ))
$$;

-- What the clock does every few seconds. There is a sweep planned at all times, a day after the last one has ended.
create or replace function private.tick() returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.bury_lost_jobs();
  perform private.enqueue_purges();
  perform private.enqueue_later('sweep', '00000000-0000-0000-0000-000000000000', 24 * 60 * 60);
  if private.work_is_due() then
    perform private.wake_worker();
  end if;
end
$$;

-- What a provider would not delete for us is asked for again as long as we remember it.
create or replace function private.forget_old_rows() returns void
  language sql security definer set search_path = '' as $$
  delete from private.jobs
  where (state = 'completed' and finished_at < now() - make_interval(days => private.setting('keep_finished_jobs_days')::int))
    or (state = 'dead' and finished_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int));
  delete from public.error_logs
  where created_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int);
  delete from public.events
  where created_at < now() - make_interval(days => private.setting('keep_events_days')::int);
  delete from private.paces where full_at < now();
  delete from private.idempotency_keys where expires_at < now();
  delete from public.webhook_deliveries
  where created_at < now() - make_interval(days => private.setting('keep_webhook_deliveries_days')::int);
  delete from private.submissions
  where created_at < now() - make_interval(days => private.setting('keep_submissions_days')::int)
    and (external_id is null or forgotten_at is not null)
    and not exists (select from public.transcriptions where transcriptions.id = submissions.transcription_id);
  select private.enqueue_jobs('forget', array(
    select submissions.id from private.submissions
    left join public.transcriptions on transcriptions.id = submissions.transcription_id
    where submissions.external_id is not null and submissions.forgotten_at is null
      and submissions.created_at > now() - make_interval(days => private.setting('keep_submissions_days')::int)
      and (transcriptions.id is null or transcriptions.status = 'cancelled')
  ));
$$;
