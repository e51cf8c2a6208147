import assert from "node:assert/strict";
import type { Config } from "../../shared/config.ts";
import { createSpeech, type FindTranscriber } from "../../shared/speech/registry.ts";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { reach, startPipeline } from "../support/pipeline.ts";

const key = "own-key-3f9b1c7e5d";
const headers = { "x-provider-key": key };

Deno.test("a caller's own key does the work and is kept nowhere", async (t) => {
  await using openai = await startOpenaiServer();
  await using assemblyai = await startAssemblyaiServer();
  await using pipeline = await startPipeline({
    ...reach("ASSEMBLYAI", assemblyai),
    SPEECH_OPENAI_MODEL: "whisper-1",
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API_KEY: "",
    CHAT_PROVIDERS: "none",
  });
  const { api, ann } = pipeline;
  const { sql } = api.database;

  await t.step("it is handed to the worker with the job", async () => {
    const { id } = await pipeline.submit({}, headers);
    await pipeline.ring();
    const row = await pipeline.read(id);
    assert.deepEqual([row.status, row.provider, row.error_code], ["completed", "openai", null]);
    assert.deepEqual(openai.requests.map((request) => request.headers.get("authorization")), [`Bearer ${key}`]);
    assert.equal(assemblyai.charged.length, 0);
  });

  await t.step("its other header works too, in a form as well", async () => {
    const form = new FormData();
    form.set("file", new File([await Deno.readFile(new URL("../fixtures/media/cbr.mp3", import.meta.url))], "a.mp3"));
    const response = await pipeline.call(ann, "POST", "/transcriptions", form, { "x-openai-api-key": key });
    assert.equal(response.status, 202);
    const { id } = await response.json();
    await pipeline.ring();
    assert.equal((await pipeline.read(id)).status, "completed");
  });

  await t.step(
    "a provider that is busy is asked again with the key, and one that refuses it is quoted without it",
    async () => {
      openai.script({ status: 503, body: { error: { message: "Busy" } } }, { body: openai.result });
      const busy = await pipeline.submit({}, headers);
      await pipeline.ring();
      assert.equal((await pipeline.read(busy.id)).status, "completed");
      openai.script({ status: 401, body: { error: { message: `Incorrect API key provided: ${key}` } } });
      const refused = await pipeline.submit({}, headers);
      await pipeline.ring();
      const row = await pipeline.read(refused.id);
      assert.deepEqual([row.status, row.error_code], ["failed", "provider_unauthorized"]);
      assert.match(String(row.error_message), /\[redacted\]/);
      openai.script();
    },
  );

  await t.step("work that dies with the key fails, and goes on where the key is sent again", async () => {
    const { id } = await pipeline.submit({}, headers);
    // Its worker is gone, and the lease with it.
    await sql`update public.transcriptions set status = 'queued' where id = ${id}`;
    await sql`
      update private.jobs set state = 'running', lease_token = gen_random_uuid(), due_at = now(), finished_at = null
      where subject_id = ${id}`;
    await pipeline.ring();
    const row = await pipeline.read(id);
    assert.deepEqual([row.status, row.error_code], ["failed", "provider_key_lost"]);

    const without = await pipeline.call(ann, "POST", `/transcriptions/${id}/retry`);
    assert.deepEqual([without.status, (await without.json()).code], [422, "provider_key_missing"]);
    const again = await pipeline.call(ann, "POST", `/transcriptions/${id}/retry`, undefined, headers);
    assert.equal(again.status, 202);
    await pipeline.ring();
    assert.equal((await pipeline.read(id)).status, "completed");
  });

  await t.step("a worker that cannot be reached leaves nothing behind", async () => {
    const [before] = await sql`select count(*) from public.transcriptions`;
    const entry = await pipeline.submit();
    const [{ entry_id }] = await sql<[{ entry_id: string }]>`
      select entry_id from public.transcriptions where id = ${entry.id}`;
    const call = api.callWith({ fetch: () => Promise.reject(new Error("refused")) });
    const response = await call(ann, "POST", `/entries/${entry_id}/transcriptions`, {}, headers);
    assert.deepEqual([response.status, (await response.json()).code], [503, "worker_unavailable"]);
    const [after] = await sql`select count(*) from public.transcriptions`;
    assert.equal(Number(after!.count), Number(before!.count) + 1);
  });

  await t.step("only providers that answer in the call take one, and only a key that can be one", async () => {
    const { id } = await pipeline.submit();
    const [{ entry_id }] = await sql<[{ entry_id: string }]>`
      select entry_id from public.transcriptions where id = ${id}`;
    const post = async (body: unknown, headers: HeadersInit) => {
      const response = await pipeline.call(ann, "POST", `/entries/${entry_id}/transcriptions`, body, headers);
      return [response.status, (await response.json()).code];
    };
    assert.deepEqual(await post({ provider: "assemblyai" }, headers), [422, "option_not_supported"]);
    assert.deepEqual(await post({ provider: "deepgram" }, headers), [422, "provider_not_available"]);
    assert.deepEqual(await post({ provider: "openai" }, {}), [422, "provider_key_missing"]);
    assert.deepEqual(await post({}, { "x-provider-key": "short" }), [422, "invalid_request"]);
    assert.deepEqual(await post({}, { "x-provider-key": "with a space in it" }), [422, "invalid_request"]);
  });

  await t.step("the key is in no row, no job, no error and no log", async () => {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('public', 'private', 'storage', 'auth')`;
    assert.ok(tables.length > 20);
    for (const { name } of tables) {
      const [found] = await sql.unsafe(`select count(*)::int as rows from ${name} as t where t::text like '%${key}%'`);
      assert.equal(found!.rows, 0, name);
    }
    assert.ok(api.logs.length > 10);
    assert.deepEqual(api.logs.filter((line) => line.includes(key)), []);
  });
});

/** Adapters that take no more than this in a call. */
const limitedTo = (milliseconds: number) => (config: Config["speech"]): FindTranscriber => {
  const speech = createSpeech(config);
  return async (name, model) => {
    const transcriber = await speech(name, model)!;
    const { abilities } = transcriber;
    return { ...transcriber, abilities: { ...abilities, bytes: { ...abilities.bytes, milliseconds } } };
  };
};

Deno.test("audio over a call's limits is done piece after piece with the caller's own key", async () => {
  await using openai = await startOpenaiServer();
  openai.result = { text: "Hello there." };
  await using pipeline = await startPipeline({
    SPEECH_PROVIDERS: "none",
    SPEECH_OPENAI_MODEL: "whisper-1",
    OPENAI_BASE_URL: openai.baseUrl,
  }, limitedTo(600));
  const { id } = await pipeline.submit({}, headers);
  await pipeline.ring();
  assert.equal((await pipeline.read(id)).status, "completed");
  assert.equal(openai.charged.length, 5);
  assert.deepEqual([...new Set(openai.requests.map((sent) => sent.headers.get("authorization")))], [`Bearer ${key}`]);
  assert.deepEqual(await pipeline.jobs(), []);
});
