// Writes the database's types for supabase-js, from an empty database with our migrations.
import { freePort } from "../local/ports.ts";
import { bootstrapDatabase } from "../local/postgres/bootstrap.ts";
import { migrate } from "../local/postgres/migrate.ts";
import { startPostgres } from "../local/postgres/server.ts";
import { databaseTypes, typesFile } from "./database_types.ts";

const dataDir = await Deno.makeTempDir({ prefix: "stenobase-types-" });
try {
  const password = crypto.randomUUID();
  const server = await startPostgres({ dataDir, port: freePort(), password, durable: false });
  try {
    await bootstrapDatabase(server.url("postgres", "supabase_admin"), password);
    await migrate(server.url("postgres"));
    await Deno.writeTextFile(typesFile, await databaseTypes(server.url("postgres")));
  } finally {
    await server.stop();
  }
} finally {
  await Deno.remove(dataDir, { recursive: true });
}
