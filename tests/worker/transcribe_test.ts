import assert from "node:assert/strict";
import { createSpeech } from "../../shared/speech/registry.ts";
import { errorOfStatus } from "../../shared/provider_error.ts";
import type { Audio } from "../../shared/speech/types.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { createTestWorker, submitFixture, transcriberOf } from "../support/worker.ts";

const transcript = {
  text: "Hello there",
  language: "en",
  confidence: 0.5,
  audio_ms: 2000,
  segments: [{
    text: "Hello there",
    start_ms: 100,
    end_ms: 900,
    words: [{ text: "Hello", start_ms: 100, end_ms: 400 }, { text: "there", start_ms: 500, end_ms: 900 }],
  }],
};
const transcribeHello = () => Promise.resolve(transcript);

async function readRow({ database: { sql } }: TestApi, id: string) {
  const [row] = await sql`
    select status, progress, provider, model, language, text, error_code, audio_ms, attempts,
      (select count(*) from public.segments where transcription_id = t.id)::int as segments
    from public.transcriptions t where id = ${id}`;
  return row && { ...row };
}

async function readJobStates({ database: { sql } }: TestApi): Promise<string[]> {
  return (await sql<{ state: string }[]>`select state from private.jobs order by id`).map(({ state }) => state);
}

Deno.test("the worker answers only who holds its key", async () => {
  await using api = await startApi();
  const worker = createTestWorker(api, transcriberOf(transcribeHello));
  for (const key of [undefined, "", "sb_secret_guessed_guessed", api.deps.config.secretKey]) {
    const response = await worker.call(key);
    assert.equal(response.status, 401);
    assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
    assert.equal((await response.json()).code, "worker_key_invalid");
  }
  const elsewhere = await worker.call(api.deps.config.workerKey, "/worker/other");
  assert.deepEqual([elsewhere.status, (await elsewhere.json()).code], [404, "route_not_found"]);
  await worker.ring();
});

Deno.test("while the worker's key is changed, work waits, and is done once both sides have the new one", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const { workerKey } = api.deps.config;
  const config = { ...api.deps.config, workerKey: "sb_secret_the_next_key" };
  const changed = createTestWorker({ ...api, deps: { ...api.deps, config } }, transcriberOf(transcribeHello));
  const { transcription: id } = await submitFixture(api, ann, "s16.wav");
  assert.equal((await changed.call(workerKey)).status, 401);
  assert.deepEqual([(await readRow(api, id))?.status, await readJobStates(api)], ["queued", ["queued"]]);
  await changed.ring();
  assert.equal((await readRow(api, id))?.status, "completed");
});

Deno.test("audio that fits one call is sent as it was uploaded, and its transcript is stored", async () => {
  await using api = await startApi();
  const { sql } = api.database;
  const person = await addPerson(sql);
  const { transcription } = await submitFixture(api, person, "s16.wav");
  const calls: Audio[] = [];
  const worker = createTestWorker(
    api,
    transcriberOf((audio) => {
      calls.push(audio);
      return transcribeHello();
    }),
  );
  await worker.ring();

  const bytes = await Deno.readFile(new URL("../fixtures/media/s16.wav", import.meta.url));
  assert.deepEqual(calls, [{ bytes, mimeType: "audio/wav", extension: "wav", durationMs: 2000 }]);
  const { text, language, audio_ms } = transcript;
  const done = { status: "completed", progress: 100, provider: "openai", model: "whisper-1", error_code: null };
  assert.deepEqual(await readRow(api, transcription), { ...done, text, language, audio_ms, attempts: 1, segments: 1 });
  const [segment] = await sql`select position, start_ms, end_ms, text, words from public.segments`;
  assert.deepEqual({ ...segment }, { position: 0, ...transcript.segments[0] });
  const [usage] = await sql`select user_id, transcriptions, audio_ms::int from public.usage_daily`;
  assert.deepEqual({ ...usage }, { user_id: person.id, transcriptions: 1, audio_ms });

  await worker.ring();
  assert.equal(calls.length, 1);
});

Deno.test("a transcription that ends while the provider works stays as it is", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const person = await addPerson(sql);

  await t.step("cancelled", async () => {
    const { transcription } = await submitFixture(api, person, "s16.wav");
    const cancel = async () => {
      await sql`update public.transcriptions set status = 'cancelled', ended_at = now() where id = ${transcription}`;
      return transcript;
    };
    await createTestWorker(api, transcriberOf(cancel)).ring();
    const row = await readRow(api, transcription);
    assert.deepEqual([row?.status, row?.text, row?.segments], ["cancelled", null, 0]);
  });

  await t.step("deleted", async () => {
    const { transcription } = await submitFixture(api, person, "s16.wav");
    const remove = async () => {
      await sql`delete from public.transcriptions where id = ${transcription}`;
      return transcript;
    };
    await createTestWorker(api, transcriberOf(remove)).ring();
    assert.equal(await readRow(api, transcription), undefined);
  });

  await t.step("cancelled before the work began: the provider is not asked", async () => {
    const { transcription } = await submitFixture(api, person, "s16.wav");
    await sql`update public.transcriptions set status = 'cancelled', ended_at = now() where id = ${transcription}`;
    await createTestWorker(api, transcriberOf(() => assert.fail("It was asked"))).ring();
    assert.equal((await readRow(api, transcription))?.status, "cancelled");
  });

  assert.deepEqual(await readJobStates(api), ["completed", "completed", "completed"]);
  assert.equal(
    (await sql`select from public.error_logs`).count +
      (await sql`select from public.usage_daily where transcriptions > 0`).count,
    0,
  );
});

Deno.test("an object that was replaced after it was checked is not transcribed", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const person = await addPerson(sql);
  for (const [how, limits] of [["at once", {}], ["in pieces", { milliseconds: 500 }]] as const) {
    await t.step(how, async () => {
      const { entry, transcription } = await submitFixture(api, person, "s16.wav");
      const [row] = await sql<[{ object_path: string }]>`select object_path from public.entries where id = ${entry}`;
      const other = await Deno.readFile(new URL("../fixtures/media/s16.wav", import.meta.url));
      other[other.length - 1]! ^= 1;
      await api.deps.storage.remove([row.object_path]);
      await api.deps.storage.upload(row.object_path, new Blob([other]), "audio/wav");
      await createTestWorker(api, transcriberOf(() => assert.fail("It was asked"), limits)).ring();
      const { status, error_code } = { ...await readRow(api, transcription) } as Record<string, unknown>;
      assert.deepEqual([status, error_code], ["failed", "object_changed"]);
    });
  }
});

Deno.test("a provider that was busy is asked again, and the failure is forgotten", async () => {
  await using api = await startApi();
  const { sql } = api.database;
  const { transcription } = await submitFixture(api, await addPerson(sql), "s16.wav");
  const busy = createTestWorker(
    api,
    transcriberOf(() => Promise.reject(errorOfStatus("openai", 503, { said: "Busy" }))),
  );
  await busy.ring();
  assert.equal((await readRow(api, transcription))?.status, "processing");
  await sql`update private.jobs set due_at = now()`;
  await createTestWorker(api, transcriberOf(transcribeHello)).ring();
  const row = await readRow(api, transcription);
  assert.deepEqual([row?.status, row?.attempts, row?.error_code], ["completed", 2, null]);
});

Deno.test("the configured provider is built once", async () => {
  await using api = await startApi();
  const speech = createSpeech(api.deps.config.speech);
  const transcriber = await speech("openai");
  assert.deepEqual([transcriber?.name, transcriber?.model], ["openai", "whisper-1"]);
  assert.equal(await speech("openai"), transcriber);
  assert.equal((await speech("openai", "gpt-transcribe"))?.model, "gpt-transcribe");
  assert.equal(speech("deepgram"), undefined);
});

Deno.test("audio in a container that the provider does not take is put into one that it takes", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const { transcription } = await submitFixture(api, ann, "stream.aac");
  const taken: string[] = [];
  const transcriber = transcriberOf((audio) => {
    taken.push(`${audio.mimeType} ${audio.extension}`);
    return Promise.resolve({ text: "Heard.", segments: [{ text: "Heard.", start_ms: 0, end_ms: 100 }] });
  }, { containers: ["mp4"] });
  await createTestWorker(api, transcriber).ring();
  assert.deepEqual(taken, ["audio/mp4 m4a"]);
  const [row] = await api.database.sql`select status, text from public.transcriptions where id = ${transcription}`;
  assert.deepEqual({ ...row }, { status: "completed", text: "Heard." });
});
