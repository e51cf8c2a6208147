import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { spoken } from "../support/spoken.ts";
import { addTranscript } from "../support/transcripts.ts";

const segments = [spoken("Good mourning, Ann.", "A", 0), spoken("Hello.", "B", 2000), spoken("Bye.", "C", 3000)];

Deno.test("the history of a transcript", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await api.call(ann, method, `/transcriptions/${path}`, body);
    assert.equal(response.status, 200, `${method} ${path}`);
    return await response.json();
  };
  /** All that an edit can change. */
  const snapshot = async (id: string) => {
    const { text, speakers } = await call("GET", id);
    return { text, speakers, segments: (await call("GET", `${id}/segments`)).data };
  };
  const edits = (id: string): (() => Promise<unknown>)[] => [
    () => call("PATCH", `${id}/segments/0`, { text: "Good morning, Ann." }),
    () => call("PATCH", id, { speakers: { A: "Ann", C: "Cy" } }),
    () => call("PATCH", `${id}/segments/1`, { text: "", speaker: null }),
    () => call("POST", `${id}/speakers/merge`, { from: "C", into: "A" }),
    () => call("PATCH", `${id}/segments/0`, { text: "Good evening, Ann.", speaker: "B" }),
    () => call("PATCH", `${id}/segments/1`, { text: "Hello again." }),
  ];

  await t.step("tells what each revision changed, newest first, page by page", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    for (const edit of edits(id)) await edit();
    const { data, next_cursor } = await call("GET", `${id}/history?limit=4`);
    const { data: rest, next } = await call("GET", `${id}/history?limit=4&cursor=${next_cursor}`);
    assert.equal(next, null);
    const all = [...data, ...rest];
    assert.deepEqual(all.map(({ revision, kind, position }) => [revision, kind, position]), [
      [7, "segment", 1],
      [6, "segment", 0],
      [5, "merge", null],
      [4, "segment", 1],
      [3, "speakers", null],
      [2, "segment", 0],
    ]);
    assert.deepEqual([all[2].before, all[2].after], [
      { speakers: { A: "Ann", C: "Cy" }, segments: { 2: { speaker: "C" } } },
      { speakers: { A: "Ann" }, segments: { 2: { speaker: "A" } } },
    ]);
    assert.deepEqual([all[1].before, all[1].after], [
      { segments: { 0: { text: "Good morning, Ann.", speaker: "A" } } },
      { segments: { 0: { text: "Good evening, Ann.", speaker: "B" } } },
    ]);
    assert.deepEqual((await call("GET", `${id}/history?limit=1`)).data.length, 1);
  });

  await t.step("leads back to every revision, and from there on", async () => {
    const { id } = await addTranscript(sql, ann, { segments, speakers: { B: "Bob" } });
    const states = [await snapshot(id)];
    for (const edit of edits(id)) {
      await edit();
      states.push(await snapshot(id));
    }
    for (const revision of [6, 4, 1, 7, 3, 2, 5, 9, 1, 13]) {
      const { revision: now } = await call("POST", `${id}/revert`, { revision });
      states.push(await snapshot(id));
      assert.equal(now, states.length);
      assert.deepEqual(states.at(-1), states[revision - 1], `revision ${revision}`);
    }
    assert.equal((await call("POST", `${id}/revert`, { revision: 17 })).revision, 17, "which it is already");
    const outcome = await outcomeOfResponse(
      await api.call(ann, "POST", `/transcriptions/${id}/revert`, { revision: 18 }),
    );
    assert.equal(outcome, "422 invalid_request");
  });

  await t.step("leads back to a text that was not made of its segments", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    await sql`update public.transcriptions set text = 'Good "mourning", Ann. – Hello; bye.' where id = ${id}`;
    const states = [await snapshot(id)];
    for (const edit of edits(id)) {
      await edit();
      states.push(await snapshot(id));
    }
    assert.equal(states[1]?.text, "Good morning, Ann. Hello. Bye.");
    for (const revision of [1, 6, 8, 2, 8, 4]) {
      await call("POST", `${id}/revert`, { revision });
      states.push(await snapshot(id));
      assert.deepEqual(states.at(-1), states[revision - 1], `revision ${revision}`);
      await call("PATCH", `${id}/segments/2`, { text: `Bye ${revision}.` });
      states.push(await snapshot(id));
    }
    await call("POST", `${id}/revert`, { revision: 9 });
    assert.deepEqual(await snapshot(id), states[8]);
  });
});
