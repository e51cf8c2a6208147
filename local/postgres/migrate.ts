import postgres from "postgres";

const folder = new URL("../../migrations/", import.meta.url);

/**
 * Applies the migrations that the database has not seen, each in a transaction of its own, and records them where the
 * Supabase CLI does, so that `supabase migration list` agrees. Returns the names of those applied.
 */
export async function migrate(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const applied: string[] = [];
  try {
    const seen = new Set(
      (await sql`select version from supabase_migrations.schema_migrations`).map((row) => row.version),
    );
    for (const file of await migrationFiles()) {
      const [version, name] = [file.slice(0, 14), file.slice(15, -4)];
      if (seen.has(version)) continue;
      const text = await Deno.readTextFile(new URL(file, folder));
      await sql.begin(async (tx) => {
        await tx.unsafe(text);
        await tx`insert into supabase_migrations.schema_migrations (version, name) values (${version}, ${name})`;
      });
      applied.push(file);
    }
  } finally {
    await sql.end();
  }
  return applied;
}

async function migrationFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (/^\d{14}_\w+\.sql$/.test(name)) files.push(name);
  return files.sort();
}
