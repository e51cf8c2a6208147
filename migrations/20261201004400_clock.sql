-- What is done by the clock, whether anybody asks for it or not.

-- What the clock does every few seconds. There is a sweep planned at all times, a day after the last one has ended.
create function private.tick() returns void
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

-- What is forgotten by more than its age stands here. A job that was given up is kept as long as the log of why.
create function private.forget_old_rows() returns void
  language plpgsql security definer set search_path = '' as $$
declare
  forgotten private.forgotten_rows;
begin
  for forgotten in select * from private.forgotten_rows loop
    execute format('delete from %s where %I < now() - make_interval(days => $1)', forgotten.table_name, forgotten.moment)
      using coalesce(private.setting(forgotten.setting)::int, 0);
  end loop;
  delete from private.jobs
  where (state = 'completed' and finished_at < now() - make_interval(days => private.setting('keep_finished_jobs_days')::int))
    or (state = 'dead' and finished_at < now() - make_interval(days => private.setting('keep_error_logs_days')::int));
  delete from public.chat_messages
  where session_id is null
    and created_at < now() - make_interval(days => private.setting('keep_completions_days')::int);
  -- What a provider would not delete for us is asked for again as long as we remember it.
  delete from private.dispatches
  where created_at < now() - make_interval(days => private.setting('keep_dispatches_days')::int)
    and (external_id is null or forgotten_at is not null)
    and not exists (select from public.transcriptions where transcriptions.id = dispatches.transcription_id);
  perform private.enqueue_jobs('forget', array(
    select dispatches.id from private.dispatches
    left join public.transcriptions on transcriptions.id = dispatches.transcription_id
    where dispatches.external_id is not null and dispatches.forgotten_at is null
      and dispatches.created_at > now() - make_interval(days => private.setting('keep_dispatches_days')::int)
      and (transcriptions.id is null or transcriptions.status = 'cancelled')
  ));
end
$$;

do $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is not null then
    perform cron.schedule('stenobase tick', '10 seconds', 'select private.tick()');
    perform cron.schedule('stenobase forget old rows', '17 3 * * *', 'select private.forget_old_rows()');
  end if;
end
$$;
