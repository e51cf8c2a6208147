import assert from "node:assert/strict";
import { createQueue } from "../../functions/worker/queue.ts";
import { startDelivering } from "../support/delivering.ts";
import { addPerson } from "../support/people.ts";
import { addWebhook } from "../support/rows.ts";
import { startReceiver } from "../support/webhook_receiver.ts";

Deno.test("an endpoint that does not listen is paused", async (t) => {
  await using delivering = await startDelivering();
  const { api, ring, ringLater, readDeliveries } = delivering;
  const { sql } = api.database;
  const ann = await addPerson(sql);
  await using receiver = startReceiver();
  const webhook = await addWebhook(sql, ann, { url: receiver.url });
  const read = async (id = webhook) => await (await api.call(ann, "GET", `/webhooks/${id}`)).json();
  const addEvents = (count: number) =>
    sql`
      insert into public.events (user_id, type, subject_id, data)
      select ${ann.id}, 'entry.ready', gen_random_uuid(), '{}' from generate_series(1, ${count})`;
  /** Makes the next attempt of every delivery its last one. */
  const exhaust = () => sql`update public.webhook_deliveries set attempts = 8 where status = 'pending'`;

  await t.step("after ten deliveries in a row that were given up, and its owner sees why", async () => {
    receiver.answer = () => new Response(null, { status: 500 });
    await addEvents(9);
    await exhaust();
    await ring();
    assert.deepEqual([(await read()).status, (await read()).failures], ["active", 9]);
    await addEvents(1);
    await exhaust();
    await ring();
    const { status, paused_reason, failures } = await read();
    assert.deepEqual([status, failures], ["paused", 10]);
    assert.equal(paused_reason, "10 deliveries in a row failed, the last one because: It answered 500");
  });

  await t.step("what happens from then on is logged as skipped and not sent, a test is", async () => {
    const before = receiver.received.length;
    await addEvents(1);
    await ring();
    assert.equal(receiver.received.length, before);
    assert.equal((await readDeliveries(webhook)).at(-1)?.status, "skipped");
    receiver.answer = () => new Response();
    await api.call(ann, "POST", `/webhooks/${webhook}/test`);
    await ring();
    assert.equal(receiver.received.length, before + 1);
    assert.deepEqual([(await read()).status, (await read()).failures], ["paused", 0]);
  });

  await t.step("after it resumes it is told what happens, and what was skipped when that is replayed", async () => {
    await api.call(ann, "POST", `/webhooks/${webhook}/resume`);
    const skipped = (await readDeliveries(webhook)).find(({ status }) => status === "skipped")!;
    await api.call(ann, "POST", `/webhooks/${webhook}/deliveries/${skipped.id}/replay`);
    await addEvents(1);
    await ring();
    const told = receiver.received.slice(-2).map(({ headers }) => headers["webhook-id"]);
    assert(told.includes(skipped.id));
    assert.deepEqual((await readDeliveries(webhook)).slice(-1).map(({ status }) => status), ["delivered"]);
  });

  await t.step("one that arrives ends the row of failures", async () => {
    receiver.answer = () => new Response(null, { status: 500 });
    await addEvents(3);
    await exhaust();
    await ring();
    assert.equal((await read()).failures, 3);
    receiver.answer = () => new Response();
    await addEvents(1);
    await ring();
    assert.equal((await read()).failures, 0);
  });

  await t.step("what was waiting for its next attempt when it was paused is skipped", async () => {
    receiver.answer = () => new Response(null, { status: 500 });
    await addEvents(1);
    await ring();
    await api.call(ann, "POST", `/webhooks/${webhook}/pause`);
    const before = receiver.received.length;
    await ringLater();
    const last = (await readDeliveries(webhook)).at(-1);
    assert.deepEqual([last?.status, last?.attempts, receiver.received.length], ["skipped", 1, before]);
    await api.call(ann, "POST", `/webhooks/${webhook}/resume`);
  });

  await t.step("a receiver that answers 410 Gone is asked no more, at once", async () => {
    receiver.answer = () => new Response(null, { status: 410 });
    await addEvents(1);
    await ring();
    const last = (await readDeliveries(webhook)).at(-1);
    assert.deepEqual([last?.status, last?.attempts, last?.response_status], ["failed", 1, 410]);
    const { status, paused_reason } = await read();
    assert.deepEqual([status, paused_reason], ["paused", "It answered 410 Gone, which asks for no more events"]);
  });

  await t.step("a delivery whose job is given up has failed like any other", async () => {
    const other = await addWebhook(sql, ann, { url: receiver.url });
    await addEvents(1);
    const queue = createQueue(api.deps.db, 30);
    const [job] = await queue.claim(1);
    await queue.fail(job!, { code: "internal_error", message: "On our side", retryable: false, retrySeconds: 0 });
    const [delivery] = await readDeliveries(other);
    assert.deepEqual([delivery?.id, delivery?.status, delivery?.error], [job!.subjectId, "failed", "On our side"]);
    assert.equal((await read(other)).failures, 1);
    const [log] = await sql`select user_id, job_kind from public.error_logs`;
    assert.deepEqual({ ...log }, { user_id: ann.id, job_kind: "deliver" });
  });
});
