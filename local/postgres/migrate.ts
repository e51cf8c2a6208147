import postgres from "postgres";

const folder = new URL("../../migrations/", import.meta.url);

/**
 * Applies the migrations that the database has not seen, each in a transaction of its own, and records them where the
 * Supabase CLI does, so that `supabase migration list` agrees. Returns the names of those applied. Throws where it has seen
 * others in their place, as the data of another branch has.
 */
export async function migrate(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const seen = new Set(
      (await sql`select version from supabase_migrations.schema_migrations`).map((row) => row.version),
    );
    const files = await migrationFiles();
    const missing = files.filter((file) => !seen.has(versionOf(file)));
    const others = seen.difference(new Set(files.map(versionOf)));
    if (missing.length > 0 && others.size > 0) {
      throw new Error(
        `The data was made with other migrations (${[...others].sort()[0]} is not here): ` +
          "begin anew with --reset, or in another folder with --data-dir",
      );
    }
    return await applyMigrations(sql, missing);
  } finally {
    await sql.end();
  }
}

/** Applies migrations by their files, in this order, and records them. Gives them back. */
export async function applyMigrations(sql: postgres.Sql, files: string[]): Promise<string[]> {
  for (const file of files) {
    const text = await readMigration(file);
    await sql.begin(async (tx) => {
      await tx.unsafe(text);
      await tx`
        insert into supabase_migrations.schema_migrations (version, name)
        values (${versionOf(file)}, ${file.slice(15, -4)})`;
    });
  }
  return files;
}

/** What a migration is known by: the moment at the beginning of its name. */
export const versionOf = (file: string): string => file.slice(0, 14);

/** The SQL of a migration, by its file. */
export function readMigration(file: string): Promise<string> {
  return Deno.readTextFile(new URL(file, folder));
}

/** The names of all migrations, in their order. */
export async function migrationFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (/^\d{14}_\w+\.sql$/.test(name)) files.push(name);
  return files.sort();
}
