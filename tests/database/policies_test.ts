import assert from "node:assert/strict";
import { type Actor, actorsFor, outcomeOf } from "../support/actors.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addSession, addTranscription } from "../support/rows.ts";
import { tables, type Verb } from "./table_rights.ts";

Deno.test("each table lets everybody do what they may and nothing else", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const [owner, stranger, admin] = [
    await addPerson(sql),
    await addPerson(sql),
    await addPerson(sql, { isAdmin: true }),
  ];
  const actors = actorsFor(owner, stranger, admin);
  const entry = await addReadyEntry(sql, owner);
  const transcription = await addTranscription(sql, owner, entry);
  const sessions = [await addSession(sql, owner), await addSession(sql, owner)];
  const all = tables({ owner, stranger, entry, transcription, sessions });
  for (const [table, { row }] of Object.entries(all)) await sql.unsafe(`insert into ${table} ${row(0)}`);

  await t.step("no table is left out", async () => {
    const rows = await sql<{ name: string }[]>`
      select oid::regclass::text as name from pg_class
      where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('r', 'p', 'v', 'm', 'f')`;
    const expected = Object.keys(all).filter((name) => name !== "storage.objects");
    assert.deepEqual(rows.map(({ name }) => name.includes(".") ? name : `public.${name}`).sort(), expected.sort());
  });

  for (const [table, { row, change, rights }] of Object.entries(all)) {
    const statements = {
      select: `select from ${table}`,
      insert: `insert into ${table} ${row(1)}`,
      update: `update ${table} set ${change}`,
      delete: `delete from ${table}`,
    };
    for (const verb of Object.keys(statements) as Verb[]) {
      await t.step(`${verb} on ${table}`, async () => {
        const { done, nothing = [] } = rights[verb];
        for (const [actor, role] of Object.entries(actors) as [Actor, { role: string; claims: string }][]) {
          const expected = done.includes(actor) ? "done" : nothing.includes(actor) ? "nothing" : "refused";
          assert.equal(await outcomeOf(sql, role, statements[verb]), expected, `${verb} on ${table} as ${actor}`);
        }
      });
    }
  }

  await t.step("nobody may empty a table at once", async () => {
    for (const table of Object.keys(all).filter((name) => name !== "storage.objects")) {
      for (const actor of Object.values(actors)) {
        assert.equal(await outcomeOf(sql, actor, `truncate ${table} cascade`), "refused", `${table} as ${actor.role}`);
      }
    }
  });
});
