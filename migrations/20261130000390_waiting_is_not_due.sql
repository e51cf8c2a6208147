-- What waits for maintenance to end is not due, in the metrics as in the queue's state.
create or replace function private.read_metrics() returns table (name text, labels jsonb, value double precision)
  language sql stable security definer set search_path = '' as $$
  select metrics.name, metrics.labels, sum(metrics.value) from private.metrics group by metrics.name, metrics.labels
  union all
  select 'stenobase_jobs', jsonb_build_object('kind', kind, 'state', state), count(*)
  from private.jobs where state in ('queued', 'running') group by kind, state
  union all
  select 'stenobase_jobs', jsonb_build_object('kind', kind, 'state', 'dead'), count(*)
  from private.jobs where state = 'dead' group by kind
  union all
  select due.name, '{}', due.value
  from (
    select count(*) as jobs, coalesce(extract(epoch from now() - min(due_at)), 0) as seconds
    from private.jobs where state in ('queued', 'running') and due_at <= now()
      and kind <> all ((select private.held_back_kinds())::text[])
  ) as queue, lateral (
    values ('stenobase_queue_due_jobs', queue.jobs), ('stenobase_queue_oldest_due_seconds', queue.seconds)
  ) as due (name, value)
  union all
  select used.name, used.labels::jsonb, used.value
  from private.usage_totals() as total, lateral (
    values ('stenobase_transcriptions_total', '{}', total.transcriptions),
      ('stenobase_audio_seconds_total', '{}', total.audio_ms / 1000.0),
      ('stenobase_tokens_total', '{"direction": "input"}', total.input_tokens),
      ('stenobase_tokens_total', '{"direction": "output"}', total.output_tokens)
  ) as used (name, labels, value)
$$;
