import assert from "node:assert/strict";
import OpenAI from "openai";
import { readAudio } from "../support/audio.ts";
import { listObjects } from "../support/entries.ts";
import { liftLimits, setLimits } from "../support/limits.ts";
import { createSdk, whileWorking } from "../support/openai_surface.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { addPerson, type Person } from "../support/people.ts";
import { type Pipeline, startPipeline } from "../support/pipeline.ts";
import { until } from "../support/until.ts";

const audio = await readAudio("s16.wav");
const form = () => ({ file: new File([audio], "talk.wav", { type: "audio/wav" }), model: "whisper-1" });

/** What there is of a person: transcriptions, entries, objects. */
async function countOf({ api: { database: { sql } } }: Pipeline, { id }: Person): Promise<number[]> {
  const runs = await sql`select from public.transcriptions where user_id = ${id}`;
  const entries = await sql`select from public.entries where user_id = ${id}`;
  const objects = (await listObjects(sql)).filter((path) => path.startsWith(id));
  return [runs.length, entries.length, objects.length];
}

Deno.test("a call of OpenAI's SDK that takes longer than a function may wait", async (t) => {
  await using server = await startOpenaiServer();
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: server.baseUrl, WORKER_SECONDS: "1" });
  const { sql } = pipeline.api.database;
  const { ann } = pipeline;

  await t.step("ends with where the transcript will be", async () => {
    const sdk = await createSdk(pipeline, ann);
    const error = await sdk.audio.transcriptions.create(form()).catch((error) => error);
    assert(error instanceof OpenAI.InternalServerError);
    assert.deepEqual([error.status, error.code, error.type], [503, "still_processing", "server_error"]);
    const id = error.headers?.get("x-transcription-id") ?? "none";
    assert(error.message.includes(`GET /transcriptions/${id}`), error.message);
    assert.equal((await pipeline.read(id)).status, "queued");
  });

  await t.step("ends so in a stream too", async () => {
    const sdk = await createSdk(pipeline, ann);
    const stream = await sdk.audio.transcriptions.create({ ...form(), stream: true });
    const error = await Array.fromAsync(stream).catch((error) => error);
    assert.equal(error.code, "still_processing");
  });

  await t.step("is sent again by the SDK and finds what it began, on the last submission of a day too", async () => {
    await setLimits(sql, { submissions_per_day: 1 });
    const bob = await addPerson(sql);
    const sdk = await createSdk(pipeline, bob, { maxRetries: 2 });
    const call = sdk.audio.transcriptions.create(form());
    await until(() => sdk.answers[0]);
    const { text } = await whileWorking(pipeline, call);
    assert.match(text, /^Good morning/);
    assert.deepEqual(sdk.answers.map(({ status }) => status), [503, 200]);
    const ids = sdk.answers.map(({ headers }) => headers.get("x-transcription-id"));
    assert.equal(ids[0], ids[1]);
    assert.deepEqual(await countOf(pipeline, bob), [1, 1, 1]);
    await liftLimits(sql);
  });
});

Deno.test("a call of OpenAI's SDK that is sent again", async (t) => {
  await using server = await startOpenaiServer();
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: server.baseUrl });
  const { sql } = pipeline.api.database;

  await t.step("after its connection was lost is done and charged once", async () => {
    const bob = await addPerson(sql);
    let calls = 0;
    const sdk = await createSdk(pipeline, bob, {
      maxRetries: 2,
      async fetch(input, init) {
        // The SDK tries out once what forms look like.
        if (String(input).startsWith("data:") || ++calls > 1) return await fetch(input, init);
        // The caller is gone as soon as the work is there.
        const gone = new AbortController();
        const lost = fetch(input, { ...init, signal: gone.signal });
        await until(async () => (await countOf(pipeline, bob))[0] || undefined);
        gone.abort();
        return await lost;
      },
    });
    const before = server.charged.length;
    assert.match((await whileWorking(pipeline, sdk.audio.transcriptions.create(form()))).text, /^Good morning/);
    assert.equal(calls, 2);
    assert.deepEqual([await countOf(pipeline, bob), server.charged.length], [[1, 1, 1], before + 1]);
  });

  await t.step("on purpose is done again, also at the same time", async () => {
    const bob = await addPerson(sql);
    const sdk = await createSdk(pipeline, bob);
    await whileWorking(pipeline, sdk.audio.transcriptions.create(form()));
    const calls = [1, 2, 3].map(() => sdk.audio.transcriptions.create(form()));
    await whileWorking(pipeline, Promise.all(calls));
    assert.deepEqual(await countOf(pipeline, bob), [4, 4, 4]);
    const cleo = await addPerson(sql);
    const { audio: { transcriptions } } = await createSdk(pipeline, cleo);
    await whileWorking(pipeline, Promise.all([1, 2, 3].map(() => transcriptions.create(form()))));
    assert.deepEqual(await countOf(pipeline, cleo), [3, 3, 3]);
  });

  await t.step("with other words beside the same file is another one", async () => {
    const bob = await addPerson(sql);
    const sdk = await createSdk(pipeline, bob);
    const headers = { "x-stainless-retry-count": "1" };
    await whileWorking(pipeline, sdk.audio.transcriptions.create(form(), { headers }));
    await whileWorking(pipeline, sdk.audio.transcriptions.create({ ...form(), prompt: "A meeting" }, { headers }));
    await whileWorking(pipeline, sdk.audio.transcriptions.create(form(), { headers }));
    assert.deepEqual(await countOf(pipeline, bob), [2, 2, 2]);
  });

  await t.step("by somebody else is theirs", async () => {
    const headers = { "x-stainless-retry-count": "1" };
    const people = [await addPerson(sql), await addPerson(sql)];
    for (const person of people) {
      const sdk = await createSdk(pipeline, person);
      await whileWorking(pipeline, sdk.audio.transcriptions.create(form(), { headers }));
      assert.deepEqual(await countOf(pipeline, person), [1, 1, 1]);
    }
  });

  await t.step("under an Idempotency-Key is answered as before", async () => {
    const bob = await addPerson(sql);
    const sdk = await createSdk(pipeline, bob);
    const headers = { "Idempotency-Key": "of-bob" };
    const ask = () => whileWorking(pipeline, sdk.audio.transcriptions.create(form(), { headers }));
    assert.deepEqual(await ask(), await ask());
    const [first, second] = sdk.answers;
    assert.equal(second?.headers.get("idempotency-replayed"), "true");
    assert.equal(second?.headers.get("x-transcription-id"), first?.headers.get("x-transcription-id"));
    assert.deepEqual(await countOf(pipeline, bob), [1, 1, 1]);
  });

  await t.step("under an Idempotency-Key goes on where it failed through no fault of the caller", async () => {
    const bob = await addPerson(sql);
    const sdk = await createSdk(pipeline, bob);
    const headers = { "Idempotency-Key": "of-bob" };
    const ask = () => whileWorking(pipeline, sdk.audio.transcriptions.create(form(), { headers }));
    server.script({ status: 401, body: {} });
    const error = await ask().catch((error) => error);
    assert.equal(error.code, "provider_unauthorized");
    server.script();
    assert.match((await ask()).text, /^Good morning/);
    assert.deepEqual(await countOf(pipeline, bob), [1, 1, 1]);
  });
});
