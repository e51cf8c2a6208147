-- What every later migration stands on: a closed door, the private schema, and the roles of the API.
alter default privileges revoke execute on functions from public;

create schema private;
comment on schema private is 'Queue, triggers and helpers. Never exposed through the Data API.';

-- The API runs each request as `api_user` with the caller's claims. It is `authenticated` plus the verbs that need the
-- API's checks; no token can name it, as the Data API's own role is not a member of it. An admin's request runs as
-- `api_admin`, which no token can name either, and whose policies ask again who is there: a route that forgot to ask shows
-- nothing.
do $$
begin
  if not exists (select from pg_roles where rolname = 'api_user') then
    create role api_user nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'api_admin') then
    create role api_admin nologin;
  end if;
end
$$;
grant authenticated to api_user;
grant api_user, api_admin to postgres;

grant usage on schema public to api_user, api_admin;
grant usage on schema private to api_user, api_admin, service_role;

create function private.touch_updated_at() returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end
$$;
