import assert from "node:assert/strict";
import { startApi, type TestApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { createWebhook } from "../support/webhook_receiver.ts";

const url = "https://receiver.example.com/hook";
const secretForm = /^whsec_[A-Za-z0-9+/]{43}=$/;

Deno.test("webhook endpoints", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const call = async (method: string, path: string, body?: unknown) =>
    await (await api.call(ann, method, path, body)).json();

  await t.step("show their secret when they are added, and never again", async () => {
    const { secret, ...webhook } = await call("POST", "/webhooks", { url, events: ["transcription.completed"] });
    assert.match(secret, secretForm);
    assert.deepEqual([webhook.url, webhook.events, webhook.status], [url, ["transcription.completed"], "active"]);
    assert.deepEqual(await call("GET", `/webhooks/${webhook.id}`), webhook);
    assert.deepEqual((await call("GET", "/webhooks")).data, [webhook]);
  });

  await t.step("each have a secret of their own, and another one after every rotation", async () => {
    const { id, secret } = await createWebhook(api, ann, { url });
    const other = await createWebhook(api, ann, { url });
    const rotated = await call("POST", `/webhooks/${id}/rotate`);
    const again = await call("POST", `/webhooks/${id}/rotate`);
    for (const one of [rotated, again]) assert.match(one.secret, secretForm);
    assert.equal(new Set([secret, other.secret, rotated.secret, again.secret]).size, 4);
    assert(Math.abs(Date.parse(again.secret_rotated_at) - Date.now()) < 10_000);
  });

  await t.step("change by what a patch names", async () => {
    const { id } = await createWebhook(api, ann, { url });
    const patched = await call("PATCH", `/webhooks/${id}`, {
      url: "https://other.example.com",
      events: ["entry.ready"],
    });
    assert.deepEqual([patched.url, patched.events, patched.description], [
      "https://other.example.com/",
      ["entry.ready"],
      "",
    ]);
    assert.equal((await call("PATCH", `/webhooks/${id}`, { description: " Ours " })).description, "Ours");
    assert.equal((await call("PATCH", `/webhooks/${id}`, { events: [] })).url, "https://other.example.com/");
  });

  await t.step("pause and resume, both as often as one likes", async () => {
    const { id } = await createWebhook(api, ann, { url });
    for (const _ of [1, 2]) {
      const paused = await call("POST", `/webhooks/${id}/pause`);
      assert.deepEqual([paused.status, paused.paused_reason], ["paused", "You paused it"]);
    }
    await sql`update public.webhook_endpoints set failures = 3 where id = ${id}`;
    for (const _ of [1, 2]) {
      const active = await call("POST", `/webhooks/${id}/resume`);
      assert.deepEqual([active.status, active.paused_reason, active.failures], ["active", null, 0]);
    }
  });

  await t.step("are gone with their deliveries when they are deleted", async () => {
    const { id } = await createWebhook(api, ann, { url });
    await call("POST", `/webhooks/${id}/test`);
    assert.equal(await outcomeOfResponse(await api.call(ann, "DELETE", `/webhooks/${id}`)), "204");
    assert.equal(await outcomeOfResponse(await api.call(ann, "DELETE", `/webhooks/${id}`)), "404 webhook_not_found");
    assert.equal((await sql`select from public.webhook_deliveries where endpoint_id = ${id}`).count, 0);
  });

  await t.step("are ten at most, however many are added at once", async () => {
    const bea = await addPerson(sql);
    const outcomes = await Promise.all(
      Array.from(
        { length: 15 },
        async () => await outcomeOfResponse(await api.call(bea, "POST", "/webhooks", { url })),
      ),
    );
    assert.deepEqual(countEach(outcomes), { "201": 10, "409 webhook_limit_reached": 5 });
  });

  await t.step("of a user who is gone are refused like their token", async () => {
    const gone = await addPerson(sql);
    await sql`delete from auth.users where id = ${gone.id}`;
    assert.equal(await outcomeOfResponse(await api.call(gone, "POST", "/webhooks", { url })), "401 token_invalid");
    assert.equal(await outcomeOfResponse(await api.call(gone, "POST", "/webhooks/secret/rotate")), "401 token_invalid");
  });

  await t.step("leave no secret in any row, log line or problem", async () => {
    const { id, secret } = await createWebhook(api, await addPerson(sql), { url });
    const { secret: ofUrls } = await call("GET", "/webhooks/secret");
    const problem = await readProblem(await api.call(ann, "GET", `/webhooks/${id}`));
    const said = [await dump(api), ...api.logs, JSON.stringify(problem)].join("\n");
    assert(said.includes(id));
    for (const one of [secret, ofUrls]) assert(!said.includes(one.slice("whsec_".length)));
    assert(!said.includes("whsec_") && !said.includes(api.deps.config.webhookKey));
  });
});

function countEach(outcomes: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Every row of our schemas, as text. */
async function dump({ database: { sql } }: TestApi): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select oid::regclass::text as name from pg_class
    where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind = 'r'`;
  const rows = await Promise.all(tables.map(({ name }) => sql.unsafe(`select t::text as row from ${name} t`)));
  return rows.flat().map(({ row }) => row).join("\n");
}
