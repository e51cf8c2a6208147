-- What a hosted database holds before the first migration.
create schema if not exists extensions;
grant usage on schema extensions to postgres, anon, authenticated, service_role;
create extension if not exists pgcrypto with schema extensions;

-- The platform lets it by supautils, so that backups can be restored without their triggers.
grant set on parameter session_replication_role to postgres;

do $$ begin execute format('grant create on database %I to postgres', current_database()); end $$;

grant usage on schema public to anon, authenticated, service_role;
grant all on schema public to postgres;

create schema if not exists supabase_migrations;
grant all on schema supabase_migrations to postgres;
create table if not exists supabase_migrations.schema_migrations (
  version text not null primary key,
  statements text[],
  name text
);
grant all on supabase_migrations.schema_migrations to postgres;
