import assert from "node:assert/strict";
import { createSpeech, type FindTranscriber } from "../../shared/speech/registry.ts";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { startDeepgramServer } from "../support/deepgram_server.ts";
import { type Pipeline, reach, startPipeline } from "../support/pipeline.ts";
import { until } from "../support/until.ts";

/** A worker that is lost at the moment in which the provider has taken the audio: nothing that it knows is stored. */
function lostAfterSubmit({ api }: Pipeline): FindTranscriber {
  const speech = createSpeech(api.deps.config.speech);
  return async (name, model) => {
    const transcriber = await speech(name, model)!;
    return {
      ...transcriber,
      async submit(...args) {
        const outcome = await transcriber.submit(...args);
        await api.database.sql`
          update private.jobs set lease_token = gen_random_uuid(), due_at = now() where state = 'running'`;
        return outcome;
      },
    };
  };
}

Deno.test("assemblyai is sent a link, and its answer is collected when it calls", async (t) => {
  await using server = await startAssemblyaiServer();
  await using pipeline = await startPipeline(reach("ASSEMBLYAI", server));
  const { sql } = pipeline.api.database;

  await t.step("the audio can be read, the call comes, the transcript is stored", async () => {
    Object.assign(server.plan, { fetches: true, workMs: 20 });
    const { id } = await pipeline.submit();
    await pipeline.ring();
    assert.deepEqual([(await pipeline.read(id)).status, await pipeline.jobs()], ["processing", ["collect queued"]]);
    await until(() => server.calls[0]);
    assert.deepEqual(server.calls.map(({ status }) => status), [200]);
    await pipeline.ring();
    const row = await pipeline.read(id);
    assert.deepEqual([row.status, row.provider, row.model], [
      "completed",
      "assemblyai",
      "universal-3-5-pro,universal-2",
    ]);
    assert.ok(Number(row.segments) > 0);
    const size = (await Deno.stat(new URL("../fixtures/media/s16.wav", import.meta.url))).size;
    assert.deepEqual(server.fetched.map(({ status, bytes }) => [status, bytes]), [[200, size]]);
    assert.equal(server.charged.length, 1);
    assert.deepEqual(await pipeline.jobs(), []);
    const [kept] = await sql`select state, answer, external_id from private.dispatches`;
    assert.deepEqual({ ...kept }, { state: "done", answer: null, external_id: server.charged[0]!.id });
  });

  await t.step("a call that comes early, and one that comes twice, store it once", async () => {
    Object.assign(server.plan, { fetches: false, workMs: 0, early: true, calls: 2 });
    const { id } = await pipeline.submit();
    await pipeline.ring();
    await pipeline.later();
    assert.equal((await pipeline.read(id)).status, "completed");
    assert.deepEqual(server.calls.slice(-2).map(({ status }) => status), [200, 200]);
    assert.equal(server.charged.length, 2);
    assert.deepEqual(await pipeline.jobs(), []);
  });

  await t.step("a forged call is refused, a lost one made up for by asking", async () => {
    Object.assign(server.plan, { early: false, forged: true, calls: 1 });
    const { id } = await pipeline.submit();
    await pipeline.ring();
    await until(() => server.calls[3]);
    assert.equal(server.calls[3]?.status, 401);
    assert.equal((await pipeline.read(id)).status, "processing");
    await pipeline.later();
    assert.equal((await pipeline.read(id)).status, "completed");
    assert.equal(server.charged.length, 3);
  });

  await t.step("asked too early, it is asked again, and no attempt is spent", async () => {
    Object.assign(server.plan, { forged: false, calls: 0, workMs: Infinity });
    const { id } = await pipeline.submit();
    for (let round = 0; round < 7; round++) await pipeline.later();
    assert.deepEqual([(await pipeline.read(id)).status, await pipeline.jobs()], ["processing", ["collect queued"]]);
    await server.finish(server.charged.at(-1)!.id);
    await pipeline.later();
    assert.equal((await pipeline.read(id)).status, "completed");
  });

  await t.step("a worker that is lost in the middle of the call costs nothing: what was taken is found", async () => {
    const before = server.charged.length;
    const { id } = await pipeline.submit();
    await pipeline.ring(lostAfterSubmit(pipeline));
    await pipeline.later();
    assert.equal(server.charged.length, before + 1);
    await server.finish(server.charged.at(-1)!.id);
    await pipeline.later();
    assert.equal((await pipeline.read(id)).status, "completed");
  });

  await t.step("cancelled, its copy is deleted there once it is done; a late call changes nothing", async () => {
    Object.assign(server.plan, { calls: 1 });
    const { id } = await pipeline.submit();
    await pipeline.ring();
    const response = await pipeline.call(pipeline.ann, "POST", `/transcriptions/${id}/cancel`);
    assert.deepEqual([response.status, (await response.json()).status], [200, "cancelled"]);
    await pipeline.later();
    const copy = server.charged.at(-1)!.id;
    assert.ok(!server.deleted.includes(copy));
    await server.finish(copy);
    assert.equal(server.calls.at(-1)?.status, 200);
    await pipeline.later();
    assert.ok(server.deleted.includes(copy));
    assert.deepEqual([(await pipeline.read(id)).status, await pipeline.jobs()], ["cancelled", []]);

    const again = await pipeline.call(pipeline.ann, "POST", `/transcriptions/${id}/retry`);
    assert.deepEqual([again.status, (await again.json()).status], [202, "queued"]);
    Object.assign(server.plan, { workMs: 0, early: true });
    await pipeline.ring();
    await pipeline.later();
    assert.equal((await pipeline.read(id)).status, "completed");
  });

  await t.step("deleted, its copy is deleted there too", async () => {
    const { id } = await pipeline.submit();
    await pipeline.ring();
    await pipeline.later();
    assert.equal((await pipeline.call(pipeline.ann, "DELETE", `/transcriptions/${id}`)).status, 204);
    await pipeline.ring();
    assert.ok(server.deleted.includes(server.charged.at(-1)!.id));
  });

  await t.step("what it could not do fails with its own words", async () => {
    server.result = { error: "Language detection found no spoken audio" };
    const { id } = await pipeline.submit();
    await pipeline.ring();
    await pipeline.later();
    const row = await pipeline.read(id);
    assert.deepEqual([row.status, row.error_code], ["failed", "provider_rejected"]);
    assert.match(String(row.error_message), /no spoken audio/);
  });
});

Deno.test("deepgram calls once, and what is lost is sent again", async (t) => {
  await using server = await startDeepgramServer();
  await using pipeline = await startPipeline(reach("DEEPGRAM", server));

  await t.step("the whole transcript comes in the call", async () => {
    const { id } = await pipeline.submit();
    await pipeline.ring();
    await until(() => server.calls[0]);
    assert.equal(server.calls[0]?.status, 200);
    await pipeline.ring();
    assert.equal((await pipeline.read(id)).status, "completed");
    assert.equal(server.charged.length, 1);
  });

  await t.step("a worker that is lost in the middle of the call waits for it all the same", async () => {
    server.plan.workMs = Infinity;
    const { id } = await pipeline.submit();
    await pipeline.ring(lostAfterSubmit(pipeline));
    await pipeline.ring();
    assert.deepEqual([server.charged.length, await pipeline.jobs()], [2, ["collect queued"]]);
    await server.finish(server.charged.at(-1)!.id);
    await pipeline.ring();
    assert.equal((await pipeline.read(id)).status, "completed");
    assert.equal(server.charged.length, 2);
  });

  await t.step("a call that never comes has the audio sent again, three times at most", async () => {
    server.plan.calls = 0;
    const { id } = await pipeline.submit();
    await pipeline.ring();
    assert.equal(server.charged.length, 3);
    await pipeline.later();
    await pipeline.ring();
    assert.equal(server.charged.length, 4);
    await pipeline.later();
    await pipeline.later();
    const row = await pipeline.read(id);
    assert.deepEqual([row.status, row.error_code, server.charged.length], ["failed", "provider_silent", 5]);
    assert.deepEqual(await pipeline.jobs(), ["collect dead"]);
  });
});

Deno.test("who calls without the token is refused, and learns nothing", async (t) => {
  await using server = await startDeepgramServer();
  await using pipeline = await startPipeline(reach("DEEPGRAM", server));
  server.plan.workMs = Infinity;
  await pipeline.submit();
  await pipeline.ring();
  const url = new URL(String(server.charged[0]!.options.callback));
  const post = async (change: (url: URL) => void, body = "{}") => {
    const changed = new URL(url);
    change(changed);
    const response = await fetch(changed, { method: "POST", body });
    return [response.status, (await response.json()).code];
  };
  for (
    const [name, change] of Object.entries<(url: URL) => void>({
      "no token": (url) => url.searchParams.delete("token"),
      "another token": (url) => url.searchParams.set("token", "x".repeat(43)),
      "another dispatch": (url) => url.searchParams.set("dispatch", crypto.randomUUID()),
      "no dispatch": (url) => url.searchParams.delete("dispatch"),
      "another provider": (url) => void (url.pathname = url.pathname.replace("deepgram", "assemblyai")),
    })
  ) {
    await t.step(name, async () => assert.deepEqual(await post(change), [401, "callback_not_proven"]));
  }
  await t.step("what is no JSON object is refused, and the right answer still counts", async () => {
    for (const body of ["", "null", "[]", "<html>"]) {
      assert.deepEqual(await post(() => {}, body), [400, "invalid_json"]);
    }
    await server.finish(server.charged[0]!.id);
    assert.equal(server.calls[0]?.status, 200);
  });
});
