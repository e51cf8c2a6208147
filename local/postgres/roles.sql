-- The roles of a hosted project. `postgres`, which runs migrations and functions, is no superuser there either.
do $$
begin
  if exists (select from pg_roles where rolname = 'authenticator') then
    return;
  end if;
  create role postgres login createdb createrole replication bypassrls;
  create role anon nologin noinherit;
  create role authenticated nologin noinherit;
  create role service_role nologin noinherit bypassrls;
  create role authenticator login noinherit;
  create role supabase_storage_admin login noinherit;
  grant anon, authenticated, service_role to authenticator, supabase_storage_admin;
  grant anon, authenticated, service_role to postgres with admin option;
  grant supabase_storage_admin to postgres;
end
$$;
