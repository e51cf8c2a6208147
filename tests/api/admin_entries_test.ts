import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addFixture, addText, listObjects } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { tick } from "../support/retention.ts";
import { addTranscription } from "../support/rows.ts";

Deno.test("everybody's entries and transcriptions", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const admin = await addPerson(sql, { isAdmin: true });
  const said = await addText(api, ann, "Half of it is paid.", { title: "Board" });
  const sound = await addFixture(api, bob);
  const queued = await addTranscription(sql, bob, sound.id);
  const read = async (path: string) => {
    const response = await api.call(admin, "GET", `/admin${path}`);
    assert.equal(response.status, 200, path);
    return await response.json();
  };
  const idsOf = async (path: string) => (await read(path)).data.map(({ id }: { id: string }) => id);
  const lastAudit = async () => {
    const [row] = await sql`
      select actor_id, action, subject, detail from public.audit_logs order by id desc limit 1`;
    return { ...row };
  };

  await t.step("are listed newest first, page by page, each with its owner", async () => {
    const { data: [first], next_cursor } = await read("/entries?limit=1");
    assert.deepEqual([first.id, first.user_id, first.title], [sound.id, bob.id, "cbr.mp3"]);
    assert.deepEqual(await idsOf(`/entries?limit=1&cursor=${next_cursor}`), [said.id]);
    const { data } = await read("/transcriptions");
    assert.deepEqual(
      data.map(({ id, user_id }: { id: string; user_id: string }) => [id, user_id]),
      [[queued, bob.id], [said.transcription_id, ann.id]],
    );
    assert(!("text" in data[0]));
  });

  await t.step("are narrowed down by owner, as their owners narrow them down, and by time", async () => {
    assert.deepEqual(await idsOf(`/entries?user_id=${ann.id}`), [said.id]);
    assert.deepEqual(await idsOf("/entries?kind=audio"), [sound.id]);
    assert.deepEqual(await idsOf(`/transcriptions?user_id=${bob.id}`), [queued]);
    assert.deepEqual(await idsOf("/transcriptions?status=queued,failed"), [queued]);
    assert.deepEqual(await idsOf("/transcriptions?provider=openai"), [queued]);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    assert.deepEqual(await idsOf(`/transcriptions?created_after=${tomorrow}`), []);
    assert.equal((await idsOf(`/transcriptions?created_before=${tomorrow}`)).length, 2);
  });

  await t.step("are read with their owner; who reads what somebody said is in the audit log", async () => {
    assert.equal((await read(`/entries/${said.id}`)).user_id, ann.id);
    const { text, user_id } = await read(`/transcriptions/${said.transcription_id}`);
    assert.deepEqual([text, user_id], ["Half of it is paid.", ann.id]);
    assert.deepEqual(await lastAudit(), {
      actor_id: admin.id,
      action: "transcription.read",
      subject: said.transcription_id,
      detail: { user_id: ann.id },
    });
  });

  await t.step("are downloaded as their owner does, which the audit log tells", async () => {
    const path = `/transcriptions/${said.transcription_id}/download?format=md`;
    const [theirs, ours] = [await api.call(ann, "GET", path), await api.call(admin, "GET", `/admin${path}`)];
    assert.equal(ours.headers.get("content-disposition"), theirs.headers.get("content-disposition"));
    assert.equal(await ours.text(), await theirs.text());
    const { action, detail } = await lastAudit();
    assert.deepEqual([action, detail], ["transcription.downloaded", { user_id: ann.id, format: "md" }]);
  });

  await t.step("what is not there leaves nothing in the audit log", async () => {
    const before = await sql`select max(id) as id from public.audit_logs`;
    for (const path of [`transcriptions/${said.id}`, `transcriptions/${said.id}/download`, `entries/${queued}`]) {
      assert.match(await outcomeOfResponse(await api.call(admin, "GET", `/admin/${path}`)), /^404 \w+_not_found$/);
    }
    assert.deepEqual([...await sql`select max(id) as id from public.audit_logs`], [...before]);
  });

  await t.step("a transcription is deleted, and the entry stays", async () => {
    assert.equal((await api.call(admin, "DELETE", `/admin/transcriptions/${queued}`)).status, 204);
    assert.deepEqual(await idsOf(`/transcriptions?user_id=${bob.id}`), []);
    assert.deepEqual(await idsOf(`/entries?user_id=${bob.id}`), [sound.id]);
    const { action, detail } = await lastAudit();
    assert.deepEqual([action, detail], ["transcription.deleted", { user_id: bob.id }]);
  });

  await t.step("an entry is deleted, and its audio is gone from Storage when the clock has ticked", async () => {
    assert.deepEqual(await listObjects(sql), [sound.object_path]);
    assert.equal((await api.call(admin, "DELETE", `/admin/entries/${sound.id}`)).status, 204);
    assert.equal(await outcomeOfResponse(await api.call(bob, "GET", `/entries/${sound.id}`)), "404 entry_not_found");
    await tick(api);
    assert.deepEqual(await listObjects(sql), []);
    const { action, detail } = await lastAudit();
    assert.deepEqual([action, detail], ["entry.deleted", { user_id: bob.id }]);
  });
});
