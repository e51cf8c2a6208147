import assert from "node:assert/strict";
import { isConnectionError } from "../../shared/connection_error.ts";
import { connectDatabase } from "../../shared/db.ts";
import { asAppError } from "../../shared/http/problem.ts";
import { createLog } from "../../shared/log.ts";
import { logUncaught } from "../../shared/log_uncaught.ts";
import { cloneDatabase } from "../support/database.ts";

Deno.test("while the database's password is changed, whoever still has the old one is told that it is away", async () => {
  logUncaught(createLog(() => {}));
  await using database = await cloneDatabase();
  const { sql } = database;
  const role = `rotating_${crypto.randomUUID().replaceAll("-", "")}`;
  await sql.unsafe(`create role ${role} login password 'before'; grant service_role to ${role}`);
  const url = new URL(database.url);
  [url.username, url.password] = [role, "before"];
  const db = connectDatabase(url.href, { connections: 1 });
  const ask = () => db.asService((tx) => tx<[{ one: number }]>`select 1 as one`);
  try {
    assert.equal((await ask())[0].one, 1);
    await sql.unsafe(`alter role ${role} password 'after'`);
    // What is connected goes on, until the connection ends.
    assert.equal((await ask())[0].one, 1);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${role}`;
    await ask().catch(() => {});
    const refused = await ask().then(() => undefined, (error) => error);
    assert.ok(isConnectionError(refused), String(refused));
    assert.deepEqual([asAppError(refused).code, asAppError(refused).status], ["database_unavailable", 503]);
    await sql.unsafe(`alter role ${role} password 'before'`);
    assert.equal((await ask())[0].one, 1);
  } finally {
    await db.close();
    await sql.unsafe(`drop role ${role}`);
  }
});
