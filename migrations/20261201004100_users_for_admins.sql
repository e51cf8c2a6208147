-- Users as admins see and change them. Auth's tables are Auth's: nothing of ours is in them, and these functions are the only
-- way there.

-- Auth has no index for this order, so all users are looked at: what each of them used is asked for a page of them only.
create function private.find_users(
  how_many integer, only_id uuid default null, part_of_email text default null, only_role text default null,
  before_created_at timestamptz default null, before_id uuid default null
)
  returns table (
    id uuid, email text, is_anonymous boolean, is_admin boolean, created_at timestamptz, last_sign_in_at timestamptz,
    banned_until timestamptz
  )
  language sql stable security definer set search_path = '' as $$
  select * from (
    select users.id, users.email::text, users.is_anonymous, coalesce(users.raw_app_meta_data ->> 'role' = 'admin', false) as is_admin,
      date_trunc('milliseconds', coalesce(users.created_at, 'epoch')) as created_at,
      date_trunc('milliseconds', users.last_sign_in_at), date_trunc('milliseconds', users.banned_until)
    from auth.users
    where (only_id is null or users.id = only_id)
      and (part_of_email is null or strpos(lower(users.email), lower(part_of_email)) > 0)
  ) as listed
  where (select private.is_admin())
    and (
      only_role is null
      or case only_role when 'admin' then listed.is_admin when 'anonymous' then listed.is_anonymous
        else not listed.is_admin and not listed.is_anonymous end
    )
    and (before_id is null or (listed.created_at, listed.id) < (before_created_at, before_id))
  order by listed.created_at desc, listed.id desc
  limit how_many
$$;

-- Nobody takes their own rights, and who acts is an admin still when whoever acted before is done: so there is always one.
create function private.hold_admins() returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtext('stenobase admins'));
  perform private.demand_admin();
end
$$;

-- Null leaves a trait as it is. Auth knows no ban without an end: a hundred years are for ever. Tells what became of it: done,
-- not_found, own_account, anonymous.
create function private.change_user(id uuid, is_admin boolean, is_banned boolean) returns text
  language plpgsql security definer set search_path = '' as $$
declare
  anonymous boolean;
begin
  perform private.hold_admins();
  select users.is_anonymous into anonymous from auth.users where users.id = change_user.id for update;
  if not found then
    return 'not_found';
  elsif id = auth.uid() and (not is_admin or is_banned) then
    return 'own_account';
  elsif is_admin and anonymous then
    return 'anonymous';
  end if;
  update auth.users
  set raw_app_meta_data = case
      when change_user.is_admin then coalesce(raw_app_meta_data, '{}') || '{"role":"admin"}'
      when not change_user.is_admin and raw_app_meta_data ->> 'role' = 'admin' then raw_app_meta_data - 'role'
      else raw_app_meta_data
    end,
    banned_until = case
      when change_user.is_banned then now() + interval '100 years'
      when not change_user.is_banned then null
      else banned_until
    end,
    updated_at = now()
  where users.id = change_user.id;
  return 'done';
end
$$;

-- All that hangs on a user goes with them in the same transaction, which leaves word of what is outside of the database.
create function private.delete_user(id uuid) returns text
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.hold_admins();
  if id = auth.uid() then
    return 'own_account';
  end if;
  delete from auth.users where users.id = delete_user.id;
  return case when found then 'done' else 'not_found' end;
end
$$;

grant execute on function private.find_users(integer, uuid, text, text, timestamptz, uuid),
  private.change_user(uuid, boolean, boolean), private.delete_user(uuid) to api_admin;

-- Users by what they are and when they came: each day from `since` on (UTC), and null for all days before.
create function private.count_users(since date) returns table (day date, role text, how_many bigint)
  language sql stable security definer set search_path = '' as $$
  select case when users.created_at >= since::timestamp at time zone 'utc' then (users.created_at at time zone 'utc')::date end,
    case when users.is_anonymous then 'anonymous' when users.raw_app_meta_data ->> 'role' = 'admin' then 'admin' else 'user' end,
    count(*)
  from auth.users
  where (select private.is_admin())
  group by 1, 2
$$;
grant execute on function private.count_users(date) to api_admin;
