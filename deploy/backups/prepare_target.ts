import type postgres from "postgres";
import { applyMigrations, migrationFiles, versionOf } from "../../local/postgres/migrate.ts";
import type { Manifest } from "./manifest.ts";
import { listTables, nameOf } from "./tables.ts";

/** Throws where a project holds anything of anybody, but for objects that an earlier attempt to restore has brought. */
export async function demandEmpty(sql: postgres.Sql, { objects }: Manifest): Promise<void> {
  const [found] = await sql<[{ users: number; objects: number }]>`
    select (select count(*) from auth.users)::int as users, (
      select count(*) from storage.objects
      where bucket_id = 'audio' and name <> all(${objects.map(({ path }) => path)})
    )::int as objects`;
  if (found.users === 0 && found.objects === 0) return;
  throw new Error(
    `The project is not empty: it has ${found.users} users and ${found.objects} other objects. Restore into a new one`,
  );
}

/** Brings a project to the migrations of the backup. Throws where it has others, or where they are not in this folder. */
export async function matchMigrations(sql: postgres.Sql, wanted: string[]): Promise<string[]> {
  await sql`create schema if not exists supabase_migrations`;
  await sql`
    create table if not exists supabase_migrations.schema_migrations (
      version text not null primary key, statements text[], name text
    )`;
  const present = await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations`;
  const versions = new Set(present.map(({ version }) => version));
  const others = [...versions].filter((version) => !wanted.includes(version));
  if (others.length > 0) {
    throw new Error(
      `The project has migrations that the backup was made without: ${others.sort().join(", ")}. ` +
        "Restore into one that has not got them yet, and apply them afterwards",
    );
  }
  const files = await migrationFiles();
  const missing = wanted.filter((version) => !versions.has(version));
  const unknown = missing.filter((version) => !files.some((file) => versionOf(file) === version));
  if (unknown.length > 0) {
    throw new Error(
      `The backup was made with migrations that are not in this folder: ${unknown.join(", ")}. ` +
        "Restore with the version of this program that the backup was made with, or a later one",
    );
  }
  return await applyMigrations(sql, files.filter((file) => missing.includes(versionOf(file))));
}

/** Throws where a project lacks tables or columns of the backup, as one does whose Auth is older. */
export async function demandTables(sql: postgres.Sql, { tables }: Manifest): Promise<void> {
  const present = new Map((await listTables(sql)).map((table) => [nameOf(table), table.columns]));
  const lacking = tables.flatMap((table) => {
    const columns = present.get(nameOf(table));
    if (columns === undefined) return table.rows === 0 ? [] : [nameOf(table)];
    return table.columns.filter((column) => !columns.includes(column)).map((column) => `${nameOf(table)}.${column}`);
  });
  if (lacking.length > 0) throw new Error(`The project lacks what the backup has: ${lacking.join(", ")}`);
}
