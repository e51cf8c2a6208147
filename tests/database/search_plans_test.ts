import assert from "node:assert/strict";
import type postgres from "postgres";
import { cloneDatabase } from "../support/database.ts";
import { addPerson, type Person } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";

Deno.test("a search among many users", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const ann = await addPerson(sql);
  await addSegments(sql, ann, 5000);
  for (let others = 0; others < 4; others++) await addSegments(sql, await addPerson(sql), 50_000);
  await sql`analyze`;

  for (const q of ["rare7", "common rare7", "comm", "rare7 or common", "common -rare7"]) {
    await t.step(`'${q}' finds the owner's segments in the index of words`, async () => {
      const plan = await explain(sql, ann, "find_segments", q);
      assert.match(plan, /Bitmap Index Scan on segments_by_word.*\n +Index Cond: .*user_id = .* AND .*search @@/);
      assert.doesNotMatch(plan, /Seq Scan on segments/);
    });

    await t.step(`'${q}' looks at no entries but the owner's`, async () => {
      const plan = await explain(sql, ann, "find_entries", q);
      // Which of their indices is for Postgres to choose, by how many there are.
      assert.match(plan, /Bitmap Heap Scan on entries .*\n +Recheck Cond: \(\(?user_id = /);
      assert.doesNotMatch(plan, /Seq Scan on entries/);
    });
  }

  await t.step("is none of the others' for whoever asks", async () => {
    const [row] = await sql.begin(async (tx) => {
      await tx`select set_config('role', 'api_user', true), set_config('request.jwt.claims', ${ann.caller.claims}, true)`;
      return await tx<[{ found: number; own: number }]>`
        select count(*)::int as found, count(s.position)::int as own
        from private.find_segments('common') as f left join public.segments s using (transcription_id, position)`;
    });
    assert.deepEqual(row, { found: 2500, own: 2500 });
  });
});

/** Segments of one transcription, with words that half of them and few of them have; and as many entries as a tenth of them. */
async function addSegments(sql: postgres.Sql, person: Person, howMany: number): Promise<void> {
  const id = await addTranscription(sql, person, await addReadyEntry(sql, person));
  await sql.begin(async (tx) => {
    // The triggers that index each text would take a minute.
    await tx`set local session_replication_role = 'replica'`;
    await tx`
      insert into public.segments (transcription_id, user_id, position, text, search)
      select ${id}, ${person.id}, n, '', ${wordsOf(tx)} from generate_series(1, ${howMany}::int) as n`;
    await tx`
      insert into public.entries (user_id, kind, source, status, search)
      select ${person.id}, 'text', 'typed', 'ready', ${wordsOf(tx)} from generate_series(1, ${howMany / 10}::int) as n`;
  });
}

function wordsOf(tx: postgres.TransactionSql) {
  return tx`array_to_tsvector(
    array['rare' || n % 1000, case n % 2 when 0 then 'common' else 'other' end] || array['a' || n % 300, 'b' || n % 700]
  )`;
}

/** How Postgres goes about a function's own query, which it hides behind the call. */
async function explain(sql: postgres.Sql, person: Person, name: string, q: string): Promise<string> {
  return await sql.begin(async (tx) => {
    await tx`select set_config('role', 'postgres', true), set_config('request.jwt.claims', ${person.caller.claims}, true)`;
    const [{ body }] = await tx<[{ body: string }]>`select prosrc as body from pg_proc where proname = ${name}`;
    assert(body.includes("read_search(q)"));
    const rows = await tx.unsafe(`explain ${body.replace("read_search(q)", `read_search('${q}')`)}`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}
