import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { createWebhook } from "../support/webhook_receiver.ts";

const url = "https://receiver.example.com/hook";

Deno.test("what is no endpoint is refused", async (t) => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const { id } = await createWebhook(api, ann, { url });
  const bothWays = async (body: Record<string, unknown>) => [
    await outcomeOfResponse(await api.call(ann, "POST", "/webhooks", body)),
    await outcomeOfResponse(await api.call(ann, "PATCH", `/webhooks/${id}`, body)),
  ];

  await t.step("where it is not on the public internet, or not https", async () => {
    const inside = [
      ...[
        "http://receiver.example.com",
        "https://127.0.0.1/",
        "https://10.1.2.3",
        "https://[::1]/",
        "https://localhost",
      ],
      ...["https://2130706433", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]", "ftp://example.com"],
      ...["https://user:word@example.com", "https://example.com:6379"],
    ];
    for (const url of inside) assert.deepEqual(await bothWays({ url }), Array(2).fill("422 url_not_allowed"), url);
  });

  await t.step("where it is no URL, too long, or asks for events that are none", async () => {
    const wrong = [
      ...[{ url: "receiver" }, { url: "" }, { url: `https://example.com/${"ü".repeat(400)}` }, { url: 5 }],
      ...[{ url, events: ["transcription.progress"] }, { url, events: "all" }, { url, description: "x".repeat(201) }],
      ...[{ url, description: "\0" }, { url, secret: "whsec_mine" }, {}],
    ];
    for (const body of wrong) {
      assert.deepEqual(await bothWays(body), Array(2).fill("422 invalid_request"), JSON.stringify(body));
    }
  });

  await t.step("and the problem repeats nothing of the URL but its host", async () => {
    const problem = await readProblem(
      await api.call(ann, "POST", "/webhooks", { url: "https://10.0.0.1/x?key=hunter2" }),
    );
    assert(problem.detail.includes("10.0.0.1") && !JSON.stringify(problem).includes("hunter2"));
  });
});

Deno.test("the secret for webhook_url", async (t) => {
  await using api = await startApi();
  const [ann, bea] = [await addPerson(api.database.sql), await addPerson(api.database.sql)];
  const read = async (person = ann) => await (await api.call(person, "GET", "/webhooks/secret")).json();

  await t.step("is there without being asked for, and each user has their own", async () => {
    const first = await read();
    assert.match(first.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal(first.secret_rotated_at, null);
    assert.deepEqual(await read(), first);
    assert.notEqual((await read(bea)).secret, first.secret);
  });

  await t.step("is another one after every rotation, and stays so", async () => {
    const seen = new Set([(await read()).secret]);
    for (const _ of [1, 2]) {
      const rotated = await (await api.call(ann, "POST", "/webhooks/secret/rotate")).json();
      assert.deepEqual(await read(), rotated);
      seen.add(rotated.secret);
    }
    assert.equal(seen.size, 3);
  });
});
