import postgres from "postgres";
import { templates, testServer } from "./test_server.ts";

export type TestDatabase = AsyncDisposable & {
  /** As the role `postgres`, which migrations and functions use. */
  url: string;
  /** As the superuser. */
  adminUrl: string;
  /** A pool as the superuser, who sees every row. */
  sql: postgres.Sql;
};

/** A database of one's own, gone at the end of the test: a hosted project at its birth, or with our migrations. */
export async function cloneDatabase(template: keyof typeof templates = "stenobase"): Promise<TestDatabase> {
  const { adminDatabaseUrl, databaseUrl } = testServer();
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const server = postgres(adminDatabaseUrl, { max: 1, onnotice: () => {} });
  await server.unsafe(`create database ${name} template ${templates[template].name}`);
  // A copy takes along everything but the rights on the database itself.
  await server.unsafe(`grant create on database ${name} to postgres`);
  const adminUrl = at(adminDatabaseUrl, name);
  const sql = postgres(adminUrl, { max: 4, onnotice: () => {} });
  return {
    url: at(databaseUrl, name),
    adminUrl,
    sql,
    [Symbol.asyncDispose]: async () => {
      await sql.end({ timeout: 2 });
      await server.unsafe(`drop database ${name} with (force)`);
      await server.end();
    },
  };
}

function at(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.pathname = name;
  return url.href;
}
