-- The log of what admins do, and users to what guards them.
create table public.audit_logs (
  id bigint generated always as identity primary key,
  actor_id uuid,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}',
  request_id text,
  created_at timestamptz(3) not null default now(),

  constraint action_says_what_was_done_to_what check (action ~ '^[a-z_]+\.[a-z_]+$'),
  constraint subject_is_short check (char_length(subject) between 1 and 300),
  constraint detail_is_an_object check (jsonb_typeof(detail) = 'object')
);
comment on table public.audit_logs is 'What was done by admins, and by users to what guards them: who, what, to what, when. Never changed; forgotten after keep_audit_logs_days.';
comment on column public.audit_logs.actor_id is 'Who did it; outlives them. Null is the operator, by a command or in the database.';
comment on column public.audit_logs.subject is 'The id or key of what it was done to.';

create index audit_logs_of_an_actor on public.audit_logs (actor_id, id desc);
create index audit_logs_of_a_subject on public.audit_logs (subject, id desc);
create index audit_logs_by_time on public.audit_logs (created_at);

alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from anon, authenticated;
grant select on public.audit_logs to api_admin, service_role;

create policy "Admins read the audit log" on public.audit_logs for select to api_admin
  using ((select private.is_admin()));

insert into public.settings (key, value, description) values
  ('keep_audit_logs_days', '365', 'Days after which the audit log forgets');
insert into private.forgotten_rows (table_name, moment, setting) values
  ('public.audit_logs', 'created_at', 'keep_audit_logs_days');

-- Written in the transaction of what it tells; the actor is whoever the transaction runs for. What was done by a key says by
-- which.
create function private.audit(action text, subject text, detail jsonb default '{}', request_id text default null)
  returns void
  language sql security definer set search_path = '' as $$
  insert into public.audit_logs (actor_id, action, subject, detail, request_id)
  values (
    auth.uid(), audit.action, audit.subject,
    audit.detail || case when auth.jwt() ? 'api_key_id'
      then jsonb_build_object('api_key_id', auth.jwt() -> 'api_key_id') else '{}' end,
    audit.request_id
  )
$$;
grant execute on function private.audit(text, text, jsonb, text) to api_user, api_admin, service_role;

-- Whoever changes one, through the API or in the database, leaves word of it; the API says in which request.
create function private.audit_setting() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.audit(
    'setting.changed', new.key, jsonb_build_object('from', old.value, 'to', new.value),
    nullif(current_setting('stenobase.request_id', true), '')
  );
  return null;
end
$$;
create trigger audit_setting after update on public.settings
  for each row when (new.value <> old.value) execute function private.audit_setting();
