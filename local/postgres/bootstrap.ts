import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import postgres from "postgres";

/**
 * Makes an empty database look like a hosted project before its first migration: roles, `auth`, `storage`, `extensions`.
 * `url` connects as the superuser, `password` becomes that of the role `postgres`. Running it again changes nothing.
 */
export async function bootstrapDatabase(url: string, password: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(await readSql("roles.sql"));
    await sql`select set_config('stenobase.password', ${password}, false)`;
    await sql.unsafe(
      `do $$ begin execute format('alter role postgres password %L', current_setting('stenobase.password')); end $$`,
    );
    await sql.unsafe(await readSql("platform.sql"));
    await createAuthSchema(url);
    await sql.unsafe(await readSql("auth.sql"));
    await sql.unsafe(await readSql("storage.sql"));
  } finally {
    await sql.end();
  }
}

async function createAuthSchema(url: string) {
  const connection = createPostgresConnection({ url, postgresOptions: { max: 1, onnotice: () => {} } });
  try {
    await new App({ connection, auth: { enabled: true } }).ensureSystemSchema();
  } finally {
    await connection.close();
  }
}

async function readSql(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, import.meta.url));
}
