-- Who listens hears that something changed, not what it says: ids and states, never a transcript.
do $$
begin
  if exists (select from pg_publication where pubname = 'supabase_realtime') then
    alter publication supabase_realtime add table
      public.entries (id, user_id, status),
      public.transcriptions (id, user_id, entry_id, status, progress);
  end if;
end
$$;

-- Realtime tells what the streams tell: one trigger, on the events themselves.
create function private.broadcast_event() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  execute 'select realtime.send($1, $2, $3, true)' using new.data, new.type, 'user:' || new.user_id;
  return null;
end
$$;

do $$
begin
  if to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    return;
  end if;
  create trigger broadcast_event after insert on public.events
    for each row execute function private.broadcast_event();
  create policy "Owners hear about their own work" on realtime.messages for select to authenticated
    using ((select realtime.topic()) = 'user:' || (select auth.uid())::text);
end
$$;
