import assert from "node:assert/strict";
import { families } from "../../shared/telemetry/families.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import { startApi } from "../support/api.ts";
import { ask } from "../support/chat.ts";
import { languageOf, modelOf } from "../support/language.ts";
import { findSeries, scrape, startIsolate, valueOf } from "../support/metrics.ts";
import { addPerson } from "../support/people.ts";
import { createTestWorker, submitFixture, transcriberOf } from "../support/worker.ts";

const requests = "stenobase_http_requests_total";
const list = { function: "api", method: "GET", route: "/api/entries", status: "200" };
const hello = { text: "Hello", language: "en", confidence: null, audio_ms: 2000, segments: [] };

Deno.test("metrics of the API", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const [one, other] = [startIsolate(api), startIsolate(api)];
  const [callOne, callOther] = [one, other].map(({ metrics }) => api.callWith({ metrics }));
  const stored = () => Promise.all([one.stored(), other.stored()]);

  await t.step("of several isolates add up, however often each stores them", async () => {
    for (let i = 0; i < 3; i++) {
      await callOne!(ann, "GET", "/entries");
      await one.stored();
    }
    await callOther!(ann, "GET", "/entries?limit=5");
    await stored();
    const told = await scrape(api);
    assert.equal(valueOf(told, requests, list), 4);
    const { status: _, ...labels } = list;
    const times = findSeries(told, "stenobase_http_request_duration_seconds", labels);
    assert(times && "buckets" in times);
    assert.deepEqual([times.count, times.buckets["+Inf"]], [4, 4]);
    const bounds = Object.entries(times.buckets).map(([le, count]) => ({
      le: Number(le.replace("+Inf", "Infinity")),
      count,
    }));
    const counts = bounds.sort((a, b) => a.le - b.le).map(({ count }) => count);
    assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
    assert(times.sum > 0 && times.sum < 60);
  });

  await t.step("are named by routes and codes, whatever callers send", async () => {
    for (const id of ["a", "b"]) await callOne!(ann, "GET", `/entries/${id}`);
    await callOne!(ann, "BREW", "/coffee");
    await one.stored();
    const told = await scrape(api);
    assert.equal(valueOf(told, requests, { route: "/api/entries/:id", status: "422" }), 2);
    assert.equal(valueOf(told, "stenobase_errors_total", { function: "api", code: "invalid_request" }), 2);
    assert.equal(valueOf(told, requests, { method: "other", status: "404" }), 1);
    const labels = told.flatMap(({ metrics }) => metrics.map(({ labels }) => JSON.stringify(labels))).join();
    assert.doesNotMatch(labels, /BREW|coffee|entries\/a/);
  });

  await t.step("stay what they are when isolates end, and go on when one comes back after a pause", async () => {
    const before = valueOf(await scrape(api), requests, list);
    await sql`update private.metrics set written_at = now() - interval '2 hours'`;
    const third = startIsolate(api);
    await api.callWith({ metrics: third.metrics })(ann, "GET", "/entries");
    await third.stored();
    assert.equal(valueOf(await scrape(api), requests, list), before + 1);
    const rows = await sql`select distinct isolate from private.metrics`;
    assert.equal(rows.length, 2);
  });

  await t.step("are stored later where the database is away", async () => {
    const fourth = startIsolate({
      ...api,
      deps: { ...api.deps, db: { ...api.deps.db, asService: failTwice(api.deps.db.asService) } },
    });
    const before = valueOf(await scrape(api), requests, list);
    for (let i = 0; i < 3; i++) {
      await api.callWith({ metrics: fourth.metrics })(ann, "GET", "/entries");
      await fourth.stored();
    }
    assert.equal(valueOf(await scrape(api), requests, list), before + 3);
  });

  await t.step("tell of work: jobs, what is due and for how long, attempts, calls of providers", async () => {
    await submitFixture(api, ann, "s16.wav");
    await submitFixture(api, ann, "s16.wav");
    await sql`update private.jobs set due_at = now() - interval '90 seconds' where kind = 'transcribe'`;
    const waiting = await scrape(api);
    assert.equal(valueOf(waiting, "stenobase_jobs", { kind: "transcribe", state: "queued" }), 2);
    assert.equal(valueOf(waiting, "stenobase_queue_due_jobs"), 2);
    assert(valueOf(waiting, "stenobase_queue_oldest_due_seconds") >= 90);

    const { metrics, stored } = startIsolate(api);
    let calls = 0;
    const down = new ProviderError("provider_unauthorized", "The key is wrong");
    const transcriber = transcriberOf(() => calls++ === 0 ? Promise.reject(down) : Promise.resolve(hello));
    await createTestWorker({ ...api, deps: { ...api.deps, metrics } }, transcriber).ring();
    await stored();
    const told = await scrape(api);
    const job = "stenobase_job_duration_seconds";
    assert.equal(valueOf(told, job, { kind: "transcribe", outcome: "completed" }), 1);
    assert.equal(valueOf(told, job, { kind: "transcribe", outcome: "failed" }), 1);
    assert.equal(valueOf(told, "stenobase_jobs", { kind: "transcribe", state: "queued" }), 0);
    assert.equal(valueOf(told, "stenobase_jobs", { kind: "transcribe", state: "dead" }), 1);
    const speech = { provider: "openai", purpose: "speech" };
    const providerCalls = "stenobase_provider_calls_total";
    assert.equal(valueOf(told, providerCalls, { ...speech, outcome: "ok" }), 1);
    assert.equal(valueOf(told, providerCalls, { ...speech, outcome: "provider_unauthorized" }), 1);
    assert.equal(valueOf(told, "stenobase_provider_call_duration_seconds", speech), 2);
    assert.equal(valueOf(told, "stenobase_errors_total", { function: "worker", code: "provider_unauthorized" }), 1);
    assert.equal(valueOf(told, "stenobase_transcriptions_total"), 1);
    assert.equal(valueOf(told, "stenobase_audio_seconds_total"), 2);
  });

  await t.step("tell of answers: calls that were answered, failed, and broken off by the caller", async () => {
    const { metrics, stored } = startIsolate(api);
    const message = { messages: [{ role: "user", content: "Who?" }] };
    const call = api.callWith({ metrics });
    const broken = api.callWith({
      metrics,
      language: languageOf(modelOf(() => {
        throw new ProviderError("provider_rejected", "No");
      })),
    });
    const entry = await (await call(ann, "POST", "/entries", { kind: "text", text: "Nobody pays." })).json();
    const body = { transcription_id: entry.transcription_id, message: "Who pays?" };
    await ask(call, ann, "/chat/completions", body);
    await (await broken(ann, "POST", "/chat/completions", { ...body, ...message })).body?.cancel();
    await stored();
    const told = await scrape(api);
    const chat = { provider: "openai", purpose: "chat" };
    assert.equal(valueOf(told, "stenobase_provider_calls_total", { ...chat, outcome: "ok" }), 1);
    assert.equal(valueOf(told, "stenobase_tokens_total", { direction: "input" }), 100);
    assert.equal(valueOf(told, "stenobase_tokens_total", { direction: "output" }), 10);
  });

  await t.step("never go down, not when a user goes with all that they used", async () => {
    const names = ["stenobase_transcriptions_total", "stenobase_audio_seconds_total"];
    const usage = async () => {
      const told = await scrape(api);
      return [
        ...names.map((name) => valueOf(told, name)),
        valueOf(told, "stenobase_tokens_total", { direction: "input" }),
      ];
    };
    const before = await usage();
    assert(before.every((value) => value > 0), before.join());
    await sql`delete from auth.users where id = ${ann.id}`;
    assert.deepEqual(await usage(), before);
  });

  await t.step("are all described, and none of them is unknown", async () => {
    const told = await scrape(api);
    assert.deepEqual(told.map(({ name }) => name), Object.keys(families));
    for (const { name, help, type, metrics } of told) {
      const family = families[name as keyof typeof families];
      assert.deepEqual([type, help.length > 10], [family.type, true]);
      for (const { labels } of metrics) assert.deepEqual(Object.keys(labels).sort(), [...family.labels].sort(), name);
    }
    const names = (await sql`select distinct name from private.read_metrics()`).map(({ name }) =>
      name.replace(/_(bucket|sum)$/, "")
    );
    assert.deepEqual(names.filter((name) => !(name in families)), []);
  });
});

function failTwice<Args extends unknown[], T>(work: (...args: Args) => Promise<T>) {
  let calls = 0;
  return (async (...args: Args) => {
    if (calls++ < 2) throw new Error("The database is away");
    return await work(...args);
  }) as typeof work;
}
