-- The switch for maintenance: while it is off, nothing new is taken in to be transcribed, and what waits goes on waiting.
insert into public.settings (key, value, description, maximum) values
  ('transcribing_allowed', 'true', 'Whether anything is transcribed; while it is not, new transcriptions are refused and queued ones wait', null),
  ('maintenance_message', '""', 'What callers are told while nothing is transcribed', 300);

-- Null while transcribing is allowed, else what callers are told.
create function private.why_paused() returns text
  language sql stable security definer set search_path = '' as $$
  select coalesce(nullif(private.setting('maintenance_message') #>> '{}', ''), 'ask again later, all else works')
  where private.setting('transcribing_allowed') = 'false'
$$;
grant execute on function private.why_paused() to api_user;

-- Whatever the door, a transcription that is to be worked on passes here.
create function private.refuse_while_paused() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  reason text := private.why_paused();
begin
  if reason is not null then
    raise exception '%', reason using errcode = 'SB003';
  end if;
  return new;
end
$$;
create trigger refuse_while_paused_when_added before insert on public.transcriptions
  for each row when (new.status = 'queued') execute function private.refuse_while_paused();
create trigger refuse_while_paused_when_queued_again before update on public.transcriptions
  for each row when (new.status = 'queued' and old.status <> 'queued') execute function private.refuse_while_paused();

-- Jobs of these kinds are not begun. What providers were sent before is collected all the same.
create function private.held_back_kinds() returns text[]
  language sql stable security definer set search_path = '' as $$
  select case private.setting('transcribing_allowed') when 'false' then '{transcribe,transcribe_piece}'::text[] else '{}' end
$$;
