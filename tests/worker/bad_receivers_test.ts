import assert from "node:assert/strict";
import { createGuardedFetch } from "../../shared/net/guarded_fetch.ts";
import { sendTest, startDelivering } from "../support/delivering.ts";
import { addPerson } from "../support/people.ts";
import { addWebhook } from "../support/rows.ts";
import { until } from "../support/until.ts";
import { startReceiver } from "../support/webhook_receiver.ts";

Deno.test("whatever a receiver does is an attempt that failed, and nothing worse", async (t) => {
  await using delivering = await startDelivering();
  const { api, ring } = delivering;
  const { sql } = api.database;
  const ann = await addPerson(sql);

  await t.step("a redirect is not followed", async () => {
    await using receiver = startReceiver();
    receiver.answer = () => Response.redirect(`${receiver.url}&again`);
    const { webhook } = await sendTest(delivering, ann, receiver);
    await ring();
    const [delivery] = await delivering.readDeliveries(webhook);
    assert.deepEqual([delivery?.status, delivery?.response_status, receiver.received.length], ["pending", 302, 1]);
    assert.equal(delivery?.error, "It answered 302, and redirects are not followed");
  });

  await t.step("a receiver that never answers is not waited for", async () => {
    await using receiver = startReceiver();
    const { promise, resolve } = Promise.withResolvers<Response>();
    receiver.answer = () => promise;
    const { webhook } = await sendTest(delivering, ann, receiver);
    await delivering.ringWith({ webhookSeconds: 0.2 });
    const [delivery] = await delivering.readDeliveries(webhook);
    assert.deepEqual([delivery?.status, delivery?.response_status, receiver.received.length], ["pending", null, 1]);
    assert.equal(delivery?.error, "It did not answer within 0.2 seconds");
    resolve(new Response());
  });

  await t.step("a receiver that is not there is no error of ours", async () => {
    const receiver = startReceiver();
    await receiver[Symbol.asyncDispose]();
    const { webhook } = await sendTest(delivering, ann, receiver);
    await ring();
    const [delivery] = await delivering.readDeliveries(webhook);
    assert.deepEqual([delivery?.status, delivery?.error], ["pending", "'127.0.0.1' does not take connections"]);
  });

  await t.step("a body without an end is not read to it: the status counts", async () => {
    await using receiver = startReceiver();
    let sent = 0;
    receiver.answer = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.enqueue(new Uint8Array(16_384).fill(120));
            sent += 16_384;
          },
        }),
      );
    const { webhook } = await sendTest(delivering, ann, receiver);
    await ring();
    const [delivery] = await delivering.readDeliveries(webhook);
    assert.deepEqual([delivery?.status, delivery?.response_excerpt?.length], ["delivered", 500]);
    assert(sent < 20 * 1024 * 1024, `${sent} bytes were sent, most of them into buffers on the way`);
  });

  await t.step("one receiver that hangs does not hold up another", async () => {
    await using slow = startReceiver();
    await using quick = startReceiver();
    const { promise, resolve } = Promise.withResolvers<Response>();
    slow.answer = () => promise;
    await sendTest(delivering, ann, slow);
    await sendTest(delivering, ann, quick);
    const drained = ring();
    await until(() => slow.received.length + quick.received.length === 2 || undefined);
    resolve(new Response());
    await drained;
  });

  await t.step(
    "what an endpoint's name leads to is looked at before each call, and an address inside is not called",
    async () => {
      await using receiver = startReceiver();
      const closed = { allowPrivate: false };
      const cases: [string, Parameters<typeof createGuardedFetch>[0]][] = [
        [receiver.url.replace("http", "https"), closed],
        ["https://10.1.2.3/hook", closed],
        ["https://receiver.example.com/hook?key=of-the-receiver", {
          ...closed,
          resolve: () => Promise.resolve(["10.1.2.3"]),
        }],
        ["https://receiver.example.com/hook", { ...closed, resolve: () => Promise.resolve(["127.0.0.1", "::1"]) }],
      ];
      for (const [url, reach] of cases) {
        const webhook = await addWebhook(sql, ann, { url });
        await api.call(ann, "POST", `/webhooks/${webhook}/test`);
        await delivering.ringWith({ guardedFetch: createGuardedFetch(reach) });
        const [delivery] = await delivering.readDeliveries(webhook);
        assert.deepEqual([delivery?.status, delivery?.attempts, delivery?.response_status], ["pending", 1, null], url);
        assert.match(delivery!.error!, /public internet|names the port/);
        assert(!delivery!.error!.includes("of-the-receiver"));
      }
      assert.equal(receiver.received.length, 0);
      assert(!api.logs.join("\n").includes("of-the-receiver"));
    },
  );
});
