import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription, addWebhook } from "../support/rows.ts";

Deno.test("the deliveries of an endpoint", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const id = await addWebhook(sql, ann, { events: ["transcription.queued"] });
  const list = async (query = "") => await (await api.call(ann, "GET", `/webhooks/${id}/deliveries${query}`)).json();
  const entry = await addReadyEntry(sql, ann);

  await t.step("are the events that it asked for, and tests", async () => {
    const transcription = await addTranscription(sql, ann, entry);
    const test = await (await api.call(ann, "POST", `/webhooks/${id}/test`)).json();
    assert.deepEqual([test.type, test.status, test.data], ["webhook.test", "pending", { id }]);
    const { data } = await list();
    assert.deepEqual(data.map(({ type }: { type: string }) => type), ["webhook.test", "transcription.queued"]);
    assert.equal(data[1].data.id, transcription);
  });

  await t.step("come in pages, newest first, and by status", async () => {
    for (let i = 0; i < 5; i++) await addTranscription(sql, ann, entry);
    const all = (await list()).data.map(({ id }: { id: string }) => id);
    const first = await list("?limit=4");
    const second = await list(`?limit=4&cursor=${first.next_cursor}`);
    assert.deepEqual([...first.data, ...second.data].map(({ id }) => id), all);
    assert.deepEqual([all.length, second.next_cursor], [7, null]);
    await sql`
      update public.webhook_deliveries set status = 'failed', next_attempt_at = null, error = 'It answered 500'
      where id = ${all[3]}`;
    assert.deepEqual((await list("?status=failed")).data.map(({ id }: { id: string }) => id), [all[3]]);
    assert.equal((await list("?status=pending")).data.length, 6);
    const wrong = await api.call(ann, "GET", `/webhooks/${id}/deliveries?status=lost`);
    assert.equal(await outcomeOfResponse(wrong), "422 invalid_request");
  });

  await t.step("can be replayed, but not while the endpoint is paused, and not as another's", async () => {
    const [delivery] = (await list("?status=failed")).data;
    const other = await addWebhook(sql, ann);
    const replay = async (webhook: string, delivery: string) =>
      await api.call(ann, "POST", `/webhooks/${webhook}/deliveries/${delivery}/replay`);
    assert.equal(await outcomeOfResponse(await replay(other, delivery.id)), "404 delivery_not_found");
    assert.equal(await outcomeOfResponse(await replay(id, crypto.randomUUID())), "404 delivery_not_found");
    await api.call(ann, "POST", `/webhooks/${id}/pause`);
    assert.equal(await outcomeOfResponse(await replay(id, delivery.id)), "409 webhook_paused");
    await api.call(ann, "POST", `/webhooks/${id}/resume`);
    const again = await (await replay(id, delivery.id)).json();
    assert.deepEqual([again.id, again.status, again.attempts], [delivery.id, "pending", 0]);
    assert(again.next_attempt_at !== null);
  });
});
