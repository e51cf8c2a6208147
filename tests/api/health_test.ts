import assert from "node:assert/strict";
import { connectDatabase } from "../../shared/db.ts";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";

const routes = ["/health", "/health/live", "/health/ready", "/health/db", "/health/storage", "/health/queue"];

Deno.test("health", async (t) => {
  await using api = await startApi();
  const statuses = async (call = api.call) => {
    const answers = await Promise.all(routes.map(async (route) => {
      const response = await call(undefined, "GET", route);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal((await response.json()).ok, response.status === 200, route);
      return [route, response.status];
    }));
    return Object.fromEntries(answers);
  };

  await t.step("is in order, by every route and for anybody, where everything answers", async () => {
    assert.deepEqual(await statuses(), Object.fromEntries(routes.map((route) => [route, 200])));
  });

  await t.step("tells that the database is down, and still runs", async () => {
    const db = connectDatabase("postgres://postgres:postgres@127.0.0.1:1/postgres");
    assert.deepEqual(await statuses(api.callWith({ db })), {
      "/health": 503,
      "/health/live": 200,
      "/health/ready": 503,
      "/health/db": 503,
      "/health/storage": 200,
      "/health/queue": 503,
    });
    await db.close();
  });

  await t.step("tells that Storage is down, while the queue goes on", async () => {
    const storage = { ...api.deps.storage, answers: () => Promise.resolve(false) };
    assert.deepEqual(await statuses(api.callWith({ storage })), {
      "/health": 503,
      "/health/live": 200,
      "/health/ready": 503,
      "/health/db": 200,
      "/health/storage": 503,
      "/health/queue": 200,
    });
  });

  await t.step("tells that work waits for longer than any tick explains", async () => {
    const { sql } = api.database;
    const ann = await addPerson(sql);
    await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    await sql`update private.jobs set due_at = now() - interval '10 minutes'`;
    const response = await api.call(undefined, "GET", "/health/queue");
    const { ok, due, dead, oldest_due_seconds } = await response.json();
    assert.deepEqual([response.status, ok, due, dead], [503, false, 1, 0]);
    assert(oldest_due_seconds >= 600);
    const ready = await api.call(undefined, "GET", "/health/ready");
    assert.deepEqual([ready.status, await ready.json()], [200, { ok: true }]);
  });

  await t.step("shows nothing but states and counts", async () => {
    const response = await api.call(undefined, "GET", "/health");
    const { checks } = await response.json();
    assert.deepEqual(Object.keys(checks), ["database", "storage", "queue"]);
    assert.deepEqual(Object.keys(checks.queue).sort(), ["dead", "due", "ok", "oldest_due_seconds"]);
  });
});
