-- Who is an admin. The token says so and Auth still does: who is no admin any more, or is banned, is none at once, whatever
-- their token says until it ends. Policies let admins see rows of others and delete some; whatever else they do to them is a
-- function that looks first.
create function private.is_admin() returns boolean
  language sql stable security definer set search_path = '' as $$
  select coalesce(auth.jwt() -> 'app_metadata' ->> 'role' = 'admin', false) and exists (
    select from auth.users
    where users.id = auth.uid() and users.raw_app_meta_data ->> 'role' = 'admin'
      and coalesce(users.banned_until <= now(), true)
  )
$$;

create function private.demand_admin() returns void
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_admin() then
    raise exception 'Auth knows no such admin' using errcode = 'SB002';
  end if;
end
$$;
grant execute on function private.is_admin(), private.demand_admin() to api_admin;
