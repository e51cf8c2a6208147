-- What takes away the entries that nobody keeps any more. Signed uploads are good for two hours: an entry waits for its file as
-- long at least.
insert into public.settings (key, value, description, minimum) values
  ('keep_awaiting_upload_hours', '24', 'Hours for which an untouched entry is kept whose file was not uploaded', 2),
  ('keep_failed_imports_days', '7', 'Days for which an untouched entry is kept whose link could not be imported', null);

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
