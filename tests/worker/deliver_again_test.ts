import assert from "node:assert/strict";
import { sendTest, startDelivering } from "../support/delivering.ts";
import { addPerson } from "../support/people.ts";
import { createWebhook, isSignedWith, startReceiver } from "../support/webhook_receiver.ts";

/** Seconds until each of the next attempts, as the docs say. */
const schedule = [5, 30, 120, 600, 3600, 10_800, 21_600, 43_200];

Deno.test("a delivery that fails is tried again", async (t) => {
  await using delivering = await startDelivering();
  const { api, ring, ringLater } = delivering;
  const { sql } = api.database;
  const ann = await addPerson(sql);

  await t.step("for a day, later each time, and is then given up", async () => {
    await using receiver = startReceiver();
    receiver.answer = () => new Response("No \0 today".repeat(100), { status: 503 });
    const { webhook } = await sendTest(delivering, ann, receiver);
    for (const seconds of schedule) {
      await ringLater();
      const [job] = await sql<[{ seconds: number }]>`
        select extract(epoch from due_at - now())::float as seconds from private.jobs where state = 'queued'`;
      assert(job.seconds > seconds * 0.99 - 1 && job.seconds <= seconds * 1.1 + 0.01, `${job.seconds} for ${seconds}`);
      await ring();
    }
    const [waiting] = await delivering.readDeliveries(webhook);
    assert.deepEqual([waiting?.status, waiting?.attempts, waiting?.error], ["pending", 8, "It answered 503"]);
    assert(waiting!.next_attempt_at && waiting!.next_attempt_at > new Date(Date.now() + 11 * 3600 * 1000));
    await ringLater();
    const [failed] = await delivering.readDeliveries(webhook);
    assert.deepEqual([failed?.status, failed?.attempts, failed?.next_attempt_at], ["failed", 9, null]);
    assert.equal(failed?.response_excerpt, "No \ufffd today".repeat(100).slice(0, 500));
    assert.equal((await sql`select from private.jobs where state <> 'completed'`).count, 0);
    assert.equal(receiver.received.length, 9);
    assert.equal(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size, 1);
    assert.equal((await sql`select from public.error_logs`).count, 0, "it is no error of ours");
  });

  await t.step("and arrives when the receiver is back, also when it is replayed after it was given up", async () => {
    await using receiver = startReceiver();
    receiver.answer = () => new Response(null, { status: 500 });
    const { webhook, delivery } = await sendTest(delivering, ann, receiver);
    await ring();
    receiver.answer = () => new Response(null, { status: 204 });
    await ringLater();
    assert.equal((await delivering.readDeliveries(webhook))[0]?.status, "delivered");
    for (const status of ["delivered", "failed", "pending"]) {
      await sql`
        update public.webhook_deliveries set status = ${status}, error = '', attempts = 4,
          delivered_at = case ${status} when 'delivered' then now() end,
          next_attempt_at = case ${status} when 'pending' then now() + interval '1 hour' end`;
      await sql`update private.jobs set due_at = now() + interval '1 hour' where state = 'queued'`;
      const before = receiver.received.length;
      await api.call(ann, "POST", `/webhooks/${webhook}/deliveries/${delivery}/replay`);
      await ring();
      assert.equal(receiver.received.length, before + 1, status);
      const [row] = await delivering.readDeliveries(webhook);
      assert.deepEqual([row?.status, row?.attempts, row?.error], ["delivered", 1, null]);
    }
  });
});

Deno.test("a rotated secret signs beside its successor for a day", async () => {
  await using delivering = await startDelivering();
  const { api } = delivering;
  const { sql } = api.database;
  const ann = await addPerson(sql);
  await using receiver = startReceiver();
  const webhook = await createWebhook(api, ann, { url: receiver.url });
  const send = async () => {
    await api.call(ann, "POST", `/webhooks/${webhook.id}/test`);
    await delivering.ring();
    return receiver.received.at(-1)!;
  };
  assert(isSignedWith(await send(), webhook.secret));
  const { secret } = await (await api.call(ann, "POST", `/webhooks/${webhook.id}/rotate`)).json();
  const both = await send();
  assert(isSignedWith(both, webhook.secret) && isSignedWith(both, secret));
  await sql`update public.webhook_endpoints set secret_rotated_at = now() - interval '25 hours'`;
  const one = await send();
  assert(!isSignedWith(one, webhook.secret) && isSignedWith(one, secret));
});

Deno.test("the secrets of the operator's key before sign beside those of the present one while it is named", async () => {
  await using delivering = await startDelivering();
  const { api } = delivering;
  const { config } = api.deps;
  const ann = await addPerson(api.database.sql);
  await using receiver = startReceiver();
  const webhook = await createWebhook(api, ann, { url: receiver.url });
  const next = { ...config, webhookKey: crypto.randomUUID() + crypto.randomUUID() };
  const sendWith = async (config: typeof next) => {
    await api.call(ann, "POST", `/webhooks/${webhook.id}/test`);
    await delivering.ringWith({ config });
    return receiver.received.at(-1)!;
  };
  const both = await sendWith({ ...next, previousWebhookKey: config.webhookKey });
  assert(isSignedWith(both, webhook.secret));
  const rotated = await api.callWith({ config: next })(ann, "POST", `/webhooks/${webhook.id}/rotate`);
  const { secret } = await rotated.json();
  assert(isSignedWith(await sendWith(next), secret));
  assert(!isSignedWith(await sendWith(next), webhook.secret));
});
