import assert from "node:assert/strict";
import { findDelivery } from "../../shared/webhooks/deliveries.ts";
import { createGuardedFetch } from "../../shared/net/guarded_fetch.ts";
import { startDelivering } from "../support/delivering.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription, addWebhook } from "../support/rows.ts";
import { addTranscript } from "../support/transcripts.ts";
import { createWebhook, isSignedWith, startReceiver, verify } from "../support/webhook_receiver.ts";

Deno.test("what happened is told to who wants to know", async (t) => {
  await using delivering = await startDelivering();
  const { api, ring, readDeliveries } = delivering;
  const { sql } = api.database;
  const ann = await addPerson(sql);

  await t.step("signed, with where to read the result, and to nobody else", async () => {
    await using receiver = startReceiver();
    await using elsewhere = startReceiver();
    const { id: webhook, secret } = await createWebhook(api, ann, {
      url: receiver.url,
      events: ["transcription.completed"],
    });
    await addWebhook(sql, await addPerson(sql), { url: elsewhere.url });
    await addWebhook(sql, ann, { url: elsewhere.url, events: ["transcription.failed"] });
    receiver.answer = () => new Response("Thanks", { status: 202 });
    const { id, entryId } = await addTranscript(sql, ann, { segments: [{ text: "Nobody else may read this." }] });
    await ring();

    const [message, ...others] = receiver.received;
    const { type, timestamp, data } = verify(message!, secret);
    const url = `${api.deps.config.publicUrl}/functions/v1/api/transcriptions/${id}`;
    assert.deepEqual([type, others.length, elsewhere.received.length], ["transcription.completed", 0, 0]);
    assert.deepEqual(data, {
      ...{ id, entry_id: entryId, status: "completed", progress: 100, provider: "openai", error_code: null, url },
    });
    const [delivery] = await readDeliveries(webhook);
    assert.equal(timestamp, delivery!.created_at.toISOString());
    const { headers } = message!;
    assert.deepEqual([headers["content-type"], headers["user-agent"]], ["application/json", "Stenobase"]);
    assert.equal(headers["webhook-id"], delivery!.id);
    const { status, attempts, response_status, response_excerpt, error, next_attempt_at } = delivery!;
    assert.deepEqual([status, attempts, response_status, response_excerpt], ["delivered", 1, 202, "Thanks"]);
    assert.deepEqual([error, next_attempt_at], [null, null]);
    assert(delivery!.delivered_at);

    const forged = { ...message!, body: message!.body.replace("completed", "failed") };
    assert(!isSignedWith(forged, secret), "a body that was changed on the way is found out");
    const later = { ...message!, headers: { ...headers, "webhook-timestamp": "1" } };
    assert(!isSignedWith(later, secret), "and so is a message that is sent again by somebody else");
  });

  await t.step(
    "by the beginning and the end of the work, not by its progress, and once however often the bell rings",
    async () => {
      await using receiver = startReceiver();
      const bea = await addPerson(sql);
      const entry = await addReadyEntry(sql, bea);
      await createWebhook(api, bea, { url: receiver.url });
      const transcription = await addTranscription(sql, bea, entry);
      for (const change of ["status = 'processing', started_at = now()", "progress = 50", "progress = 60"]) {
        await sql.unsafe(`update public.transcriptions set ${change} where id = '${transcription}'`);
      }
      await sql`
      update public.transcriptions set status = 'failed', error_code = 'code', error_message = 'Message', ended_at = now()
      where id = ${transcription}`;
      await Promise.all([ring(), ring(), ring()]);
      const types = receiver.received.map(({ body }) => JSON.parse(body).type);
      assert.deepEqual(types.sort(), ["transcription.failed", "transcription.processing", "transcription.queued"]);
      assert.equal(
        new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size,
        receiver.received.length,
      );
    },
  );

  await t.step(
    "at the webhook_url of a transcription by its end alone, signed with the user's own secret",
    async () => {
      await using receiver = startReceiver();
      const { secret } = await (await api.call(ann, "GET", "/webhooks/secret")).json();
      for (const status of ["completed", "cancelled"]) {
        const transcription = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
        await sql`update public.transcriptions set webhook_url = ${receiver.url} where id = ${transcription}`;
        await sql`
        update public.transcriptions set status = ${status}, text = '', ended_at = now() where id = ${transcription}`;
        await ring();
        assert.equal(verify(receiver.received.at(-1)!, secret).type, `transcription.${status}`);
      }
      assert.equal(receiver.received.length, 2);
      assert.deepEqual((await readDeliveries(null)).map(({ status }) => status), ["delivered", "delivered"]);
    },
  );

  await t.step(
    "and again under the same id by a worker that takes over from one that was killed after it had sent",
    async () => {
      await using receiver = startReceiver();
      const { id: webhook, secret } = await createWebhook(api, ann, { url: receiver.url });
      await api.call(ann, "POST", `/webhooks/${webhook}/test`);
      const guardedFetch = createGuardedFetch(api.deps.config.links);
      // Its effect never comes to be, and its lease ends.
      await delivering.ringWith({
        guardedFetch: async (...request) => {
          const response = await guardedFetch(...request);
          await sql`update private.jobs set lease_token = gen_random_uuid() where state = 'running'`;
          return response;
        },
      });
      assert.equal((await readDeliveries(webhook))[0]?.status, "pending");
      await sql`update private.jobs set due_at = now() where state = 'running'`;
      await ring();
      const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
      assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
      for (const message of receiver.received) assert.equal(verify(message, secret).type, "webhook.test");
      const [delivery] = await readDeliveries(webhook);
      assert.deepEqual([delivery?.status, delivery?.attempts], ["delivered", 1]);
    },
  );

  await t.step("unless its endpoint was deleted in the meantime", async () => {
    await using receiver = startReceiver();
    const { id } = await createWebhook(api, ann, { url: receiver.url });
    const { id: delivery } = await (await api.call(ann, "POST", `/webhooks/${id}/test`)).json();
    await api.call(ann, "DELETE", `/webhooks/${id}`);
    assert.equal(await api.deps.db.asService((tx) => findDelivery(tx, delivery)), undefined);
    await ring();
    assert.equal(receiver.received.length, 0);
    const [job] = await sql`select state from private.jobs where subject_id = ${delivery}`;
    assert.equal(job?.state, "completed");
  });

  await t.step("and what is old is forgotten", async () => {
    const [{ count: before }] = await sql<
      [{ count: number }]
    >`select count(*)::int as count from public.webhook_deliveries`;
    await sql`
      update public.webhook_deliveries set created_at = now() - interval '31 days'
      where id = (select id from public.webhook_deliveries limit 1)`;
    await sql`select private.forget_old_rows()`;
    assert.equal((await sql`select from public.webhook_deliveries`).count, before - 1);
  });
});
