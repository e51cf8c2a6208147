import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { readProblem } from "../support/problems.ts";
import { addReadyEntry, addTranscription, advance } from "../support/rows.ts";

Deno.test("a transcription in the hands of its owner", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const add = async () => await addTranscription(sql, ann, await addReadyEntry(sql, ann));
  const post = (id: string, verb: string) => api.call(ann, "POST", `/transcriptions/${id}/${verb}`);
  const read = async (id: string) => await (await api.call(ann, "GET", `/transcriptions/${id}`)).json();

  await t.step("is cancelled while it waits and while it is worked on, once for all", async () => {
    for (const step of [0, 50]) {
      const id = await add();
      if (step > 0) await advance(sql, id, step);
      const { status, progress, ended_at } = await (await post(id, "cancel")).json();
      assert.deepEqual([status, progress], ["cancelled", step]);
      assert.equal((await (await post(id, "cancel")).json()).ended_at, ended_at);
      assert.equal((await read(id)).ended_at, ended_at);
    }
  });

  await t.step("is not cancelled when it has ended otherwise", async () => {
    for (const end of ["completed", "failed"] as const) {
      const id = await add();
      await advance(sql, id, end);
      const before = await read(id);
      const { status, code, detail } = await readProblem(await post(id, "cancel"));
      assert.deepEqual([status, code], [409, "transcription_ended"]);
      assert.match(detail, new RegExp(`'${end}'`));
      assert.deepEqual(await read(id), before);
    }
  });

  await t.step("is run again with what was asked where it failed or was cancelled", async () => {
    for (const end of ["failed", "cancelled"] as const) {
      const asked = { language: "de", prompt: "Ann, Bob" };
      const entry = await addReadyEntry(sql, ann);
      const { id } = await (await api.call(ann, "POST", `/entries/${entry}/transcriptions`, asked)).json();
      if (end === "failed") await advance(sql, id, "failed");
      else await post(id, "cancel");
      await sql`update private.jobs set state = 'completed', finished_at = now() where subject_id = ${id}`;
      const response = await post(id, "retry");
      const row = await response.json();
      assert.deepEqual([response.status, row.status, row.options], [202, "queued", asked]);
      assert.deepEqual([row.error_code, row.error_message, row.ended_at], [null, null, null]);
      const jobs = await sql`select kind from private.jobs where subject_id = ${id} and state = 'queued'`;
      assert.deepEqual(jobs.map(({ kind }) => kind), ["transcribe"]);
    }
  });

  await t.step("is left at its work when it is retried, and not run again where it is completed", async () => {
    const id = await add();
    await advance(sql, id, 50);
    const { status, progress } = await (await post(id, "retry")).json();
    assert.deepEqual([status, progress], ["processing", 50]);
    await advance(sql, id, "completed");
    const problem = await readProblem(await post(id, "retry"));
    assert.deepEqual([problem.status, problem.code], [409, "transcription_ended"]);
  });

  await t.step("says the same of its end however often it is read", async () => {
    const id = await add();
    await advance(sql, id, "completed");
    const first = await read(id);
    assert(first.ended_at !== null);
    assert.deepEqual([await read(id), await read(id)], [first, first]);
  });

  await t.step("is deleted alone: its entry and the entry's other transcriptions stay", async () => {
    const entry = await addReadyEntry(sql, ann);
    const [id, other] = [await addTranscription(sql, ann, entry), await addTranscription(sql, ann, entry)];
    assert.equal((await api.call(ann, "DELETE", `/transcriptions/${id}`)).status, 204);
    assert.equal((await api.call(ann, "GET", `/transcriptions/${id}`)).status, 404);
    assert.equal((await api.call(ann, "DELETE", `/transcriptions/${id}`)).status, 404);
    assert.equal((await read(other)).entry_id, entry);
    assert.equal((await api.call(ann, "GET", `/entries/${entry}`)).status, 200);
  });
});
