import assert from "node:assert/strict";
import postgres from "postgres";
import { matchMigrations } from "../../deploy/backups/prepare_target.ts";
import { migrationFiles, versionOf } from "../../local/postgres/migrate.ts";
import { cloneDatabase } from "../support/database.ts";

Deno.test("a project is brought to the migrations of a backup, and no further", async () => {
  await using database = await cloneDatabase("platform");
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const files = await migrationFiles();
  const wanted = files.slice(0, -1).map(versionOf);
  assert.deepEqual(await matchMigrations(sql, wanted), files.slice(0, -1));
  assert.deepEqual(await matchMigrations(sql, wanted), []);
  const rows = await sql`select version from supabase_migrations.schema_migrations order by version`;
  assert.deepEqual(rows.map(({ version }) => version), wanted);
  const older = { message: new RegExp(`made without: ${wanted.at(-1)}\\. Restore into one`) };
  await assert.rejects(matchMigrations(sql, wanted.slice(0, -1)), older);
});
