import assert from "node:assert/strict";
import { openDatabase } from "../../deploy/project.ts";
import { freePort } from "../../local/ports.ts";

Deno.test("a database that does not answer is named, without its password", async () => {
  const port = freePort();
  const databaseUrl = `postgres://postgres:hunter2@127.0.0.1:${port}/postgres`;
  const sql = openDatabase({ databaseUrl, databaseCa: undefined }, () => {});
  await assert.rejects(async () => await sql`select 1`, ({ message }: Error) => {
    assert.match(message, new RegExp(`The database at 127.0.0.1:${port} cannot be reached: .*refused`));
    assert.doesNotMatch(message, /hunter2/);
    return true;
  });
  await sql.end();
});
