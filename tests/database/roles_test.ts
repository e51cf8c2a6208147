import assert from "node:assert/strict";
import { connectDatabase, type Transaction } from "../../shared/db.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";

Deno.test("the very first query of a transaction runs in its role, however the work is written", async () => {
  await using database = await cloneDatabase();
  const ann = await addPerson(database.sql);
  const db = connectDatabase(database.url);
  const ask = (tx: Transaction) =>
    tx<{ role: string; id: string | null }[]>`select current_user as role, auth.uid() as id`;
  const works = [
    ask,
    async (tx: Transaction) => await ask(tx),
    async (tx: Transaction) => (await Promise.all([ask(tx)]))[0]!,
  ];
  try {
    for (const work of works) {
      // Twice: the second time, the statement is prepared already.
      for (let i = 0; i < 2; i++) {
        assert.deepEqual([...await db.asUser(ann.caller, work)], [{ role: "api_user", id: ann.id }]);
        assert.deepEqual([...await db.asService(async (tx) => [...await tx`select current_user as role`])], [
          { role: "service_role" },
        ]);
      }
    }
  } finally {
    await db.close();
  }
});
