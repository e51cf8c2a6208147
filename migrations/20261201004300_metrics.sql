-- What the functions have counted. Each isolate writes the values that it has come to, under an id of its own: to write twice
-- counts once, no two share a row, and what all of them have counted is the sum.
create table private.metrics (
  isolate uuid not null,
  name text not null,
  labels jsonb not null,
  value double precision not null,
  written_at timestamptz not null default now(),
  primary key (isolate, name, labels),
  constraint values_are_not_negative check (value >= 0)
);
comment on table private.metrics is 'Counters by isolate. Those of isolates that have ended are one, whose id is all zeros.';
alter table private.metrics enable row level security;

-- Adds what silent isolates counted to that of the ended ones, so that nothing is lost and few rows are left. No isolate
-- keeps its id for more than half an hour (shared/telemetry/keep_metrics.ts), so none of these comes back.
create function private.fold_silent_metrics() returns void
  language sql security definer set search_path = '' as $$
  with silent as (
    select isolate from private.metrics where isolate <> '00000000-0000-0000-0000-000000000000'
    group by isolate having max(written_at) < now() - interval '1 hour'
  ), held as (
    select isolate, name, labels from private.metrics where isolate in (select isolate from silent) for update skip locked
  ), gone as (
    delete from private.metrics using held
    where (metrics.isolate, metrics.name, metrics.labels) = (held.isolate, held.name, held.labels)
    returning metrics.name, metrics.labels, metrics.value
  )
  insert into private.metrics (isolate, name, labels, value)
  select '00000000-0000-0000-0000-000000000000', name, labels, sum(value) from gone group by name, labels order by name, labels
  on conflict on constraint metrics_pkey do update set value = metrics.value + excluded.value, written_at = now()
$$;

-- `samples` is an array of {name, labels, value}. Whoever comes for the first time folds what is silent.
create function private.write_metrics(isolate uuid, samples jsonb) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from private.metrics where metrics.isolate = write_metrics.isolate) then
    perform private.fold_silent_metrics();
  end if;
  insert into private.metrics (isolate, name, labels, value)
  select write_metrics.isolate, sample.name, sample.labels, sample.value
  from jsonb_to_recordset(samples) as sample (name text, labels jsonb, value double precision)
  on conflict on constraint metrics_pkey do update
  set value = greatest(metrics.value, excluded.value), written_at = now();
end
$$;

-- Everything that `GET /metrics` tells, by the names that it has there: what isolates counted, and what the rows show now.
-- Completed jobs are not among the jobs: their rows are forgotten, and the isolates have counted them. What waits for
-- maintenance to end is not due, as in the queue's state.
create function private.read_metrics() returns table (name text, labels jsonb, value double precision)
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

grant execute on function private.write_metrics(uuid, jsonb), private.read_metrics() to service_role;
