-- How deliveries become work, and what their end says.
create function private.enqueue_deliveries() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_jobs('deliver', array(select id from added where status = 'pending'));
  return null;
end
$$;
create trigger enqueue_deliveries after insert on public.webhook_deliveries referencing new table as added
  for each statement execute function private.enqueue_deliveries();

create function private.replay_delivery() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.hasten_job('deliver', new.id);
  return null;
end
$$;
create trigger replay_delivery after update on public.webhook_deliveries
  for each row when (new.status = 'pending' and (old.status <> 'pending' or new.attempts < old.attempts))
  execute function private.replay_delivery();

-- An attempt that failed is a job that is done: the next attempt is the next job, made with the end of the last.
create function private.plan_next_attempt() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue_later('deliver', id, extract(epoch from next_attempt_at - now()))
  from public.webhook_deliveries where id = new.subject_id and status = 'pending';
  return null;
end
$$;
create trigger plan_next_attempt after update on private.jobs
  for each row when (new.state = 'completed' and old.state <> 'completed' and new.kind = 'deliver')
  execute function private.plan_next_attempt();

-- The endpoint is held before its delivery, in the order in which deleting it locks both.
create function private.hold_endpoint(delivery_id uuid) returns void
  language sql security definer set search_path = '' as $$
  select from public.webhook_endpoints
  where id = (select endpoint_id from public.webhook_deliveries where webhook_deliveries.id = delivery_id)
  for no key update
$$;
grant execute on function private.hold_endpoint(uuid) to service_role;

create function private.give_up_delivery() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.hold_endpoint(new.subject_id);
  update public.webhook_deliveries set status = 'failed', next_attempt_at = null, error = new.error_message
  where id = new.subject_id and status = 'pending';
  return null;
end
$$;
create trigger give_up_delivery after update on private.jobs
  for each row when (new.state = 'dead' and old.state <> 'dead' and new.kind = 'deliver')
  execute function private.give_up_delivery();

-- What a delivery's end says about its endpoint. Nobody is called for ever who does not listen.
create function private.judge_endpoint() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  failures_in_a_row integer;
begin
  if new.status = 'delivered' then
    update public.webhook_endpoints set failures = 0 where id = new.endpoint_id and failures > 0;
    return null;
  end if;
  update public.webhook_endpoints set failures = failures + 1 where id = new.endpoint_id
  returning failures into failures_in_a_row;
  update public.webhook_endpoints
  set status = 'paused', paused_reason = case
    when new.response_status = 410 then 'It answered 410 Gone, which asks for no more events'
    else failures_in_a_row || ' deliveries in a row failed, the last one because: ' || new.error
  end
  where id = new.endpoint_id and status = 'active' and (
    new.response_status = 410 or failures_in_a_row >= private.setting('webhook_failures_before_pause')::integer
  );
  return null;
end
$$;
create trigger judge_endpoint after update on public.webhook_deliveries
  for each row when (
    new.endpoint_id is not null and new.status <> old.status and new.status in ('delivered', 'failed')
  )
  execute function private.judge_endpoint();
