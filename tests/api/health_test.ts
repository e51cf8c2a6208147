import assert from "node:assert/strict";
import type { Config } from "../../shared/config.ts";
import { connectDatabase } from "../../shared/db.ts";
import { createStorage } from "../../shared/storage.ts";
import { type Call, startApi } from "../support/api.ts";
import { createSigningKey, startKeyServer } from "../support/key_server.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";

const routes = ["", "/live", "/ready", "/db", "/storage", "/auth", "/queue", "/providers"].map((path) =>
  `/health${path}`
);

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

  // What answers are checked against is made at the first one, which on a busy machine takes longer than a check may.
  await api.call(undefined, "GET", "/health/live");

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
      "/health/auth": 200,
      "/health/queue": 503,
      "/health/providers": 200,
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
      "/health/auth": 200,
      "/health/queue": 200,
      "/health/providers": 200,
    });
  });

  await t.step("tells in time that the database and Storage hang, and asks all of them at once", async () => {
    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = silent.addr as Deno.NetAddr;
    const db = connectDatabase(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`);
    const hanging = AbortSignal.timeout(60_000);
    const storage = createStorage({
      ...api.deps.config,
      fetch: (_, init) =>
        new Promise((_, reject) => {
          for (const signal of [init?.signal, hanging]) signal?.addEventListener("abort", () => reject(signal.reason));
        }),
    });
    const began = performance.now();
    const response = await api.callWith({ db, storage })(undefined, "GET", "/health");
    const { checks } = await response.json();
    assert(performance.now() - began < 3500);
    const states = Object.entries(checks as Record<string, { ok: boolean }>).map(([name, { ok }]) => [name, ok]);
    assert.deepEqual([response.status, Object.fromEntries(states)], [503, {
      ...{ database: false, storage: false, auth: true, queue: false, providers: true },
    }]);
    await db.close();
  });

  await t.step("tells whether tokens can be checked, without asking Auth each time", async () => {
    await using keys = startKeyServer([await createSigningKey("ES256")]);
    const config = { ...api.deps.config, supabaseUrl: keys.url, jwtSecret: undefined };
    const statusOf = async (call: Call) => (await call(undefined, "GET", "/health/auth")).status;
    const call = api.callWith({ config, fetch });
    assert.deepEqual([await statusOf(call), await statusOf(call), keys.requests], [200, 200, 1]);
    for (const published of [500, []] as const) {
      keys.publish(published as number | []);
      const without = api.callWith({ config, fetch });
      assert.equal(await statusOf(without), 503, String(published));
      assert.equal((await without(undefined, "GET", "/health/ready")).status, 503);
    }
    const none = api.callWith({ config: { ...config, supabaseUrl: "http://127.0.0.1:1" }, fetch });
    assert.equal(await statusOf(none), 503);
  });

  await t.step("tells which providers are asked, and which of them have no key", async () => {
    const read = async (call: Call) => {
      const response = await call(undefined, "GET", "/health/providers");
      return [response.status, await response.json()];
    };
    const configured = { configured: true };
    assert.deepEqual(await read(api.call), [200, {
      ok: true,
      speech: { openai: configured },
      chat: { openai: configured },
    }]);
    const { config } = api.deps;
    const { openai } = config.speech.services;
    const services = { ...config.speech.services, openai: { ...openai!, apiKey: undefined } };
    const speech = { ...config.speech, order: ["openai", "gemini"] as Config["speech"]["order"], services };
    const missing = { configured: false };
    assert.deepEqual(await read(api.callWith({ config: { ...config, speech } })), [503, {
      ...{ ok: false, speech: { openai: missing, gemini: missing }, chat: { openai: configured } },
    }]);
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
    assert.deepEqual(Object.keys(checks), ["database", "storage", "auth", "queue", "providers"]);
    assert.deepEqual(Object.keys(checks.queue).sort(), ["dead", "due", "ok", "oldest_due_seconds"]);
  });
});
