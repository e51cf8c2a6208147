import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { errorOfStatus } from "../../shared/speech/provider_error.ts";
import type { Audio, Transcriber } from "../../shared/speech/types.ts";
import type { Transcript } from "../../shared/transcript.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { readAudio, soundFixtures } from "../support/audio.ts";
import { addPerson } from "../support/people.ts";
import { createTestWorker, submitFixture, transcriberOf } from "../support/worker.ts";

/** 16-bit mono at 8 kHz, so that a millisecond has 16 bytes. Its tone rises: every stretch is found in one place only. */
const recording = "s16.wav";
const samplesOf = (wav: Uint8Array) => wav.subarray(Buffer.from(wav).indexOf("data") + 8);
const samples = Buffer.from(samplesOf(await readAudio(recording)));
/** Where a piece of the recording truly begins, in milliseconds. */
const placeOf = ({ bytes }: Audio) => samples.indexOf(samplesOf(bytes).subarray(0, 800)) / 16;

/** Says of every piece where it begins, with times that count from the piece. */
const tellPlace = (audio: Audio): Transcript => ({
  text: `At ${placeOf(audio)}.`,
  language: "en",
  segments: [{
    text: `At ${placeOf(audio)}.`,
    start_ms: 0,
    end_ms: audio.durationMs,
    words: [{ text: "At", start_ms: 1, end_ms: 2 }],
  }],
});

async function start(name: string, concurrency: number) {
  const api = await startApi({ WORKER_CONCURRENCY: String(concurrency) });
  const person = await addPerson(api.database.sql);
  return { api, ...await submitFixture(api, person, name), [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

async function read({ database: { sql } }: TestApi, id: string) {
  const [row] = await sql`select status, progress, text, language, audio_ms, error_code from public.transcriptions
    where id = ${id}`;
  const segments = await sql`select start_ms, end_ms, text, words from public.segments
    where transcription_id = ${id} order by position`;
  const pieces = await sql`select transcript from private.transcription_pieces where transcription_id = ${id}`;
  return { row: { ...row } as Record<string, unknown>, segments, pieces };
}

Deno.test("audio too long for one call is cut, and the transcript is as if it never was", async () => {
  await using job = await start(recording, 2);
  const heard: Audio[] = [];
  let release = () => {};
  const others = new Promise<void>((resolve) => release = resolve);
  const transcriber = transcriberOf(async (audio) => {
    heard.push(audio);
    // The first piece is done last: order is a matter of place, not of time.
    if (placeOf(audio) === 0) await others;
    else if (heard.length === 4) release();
    return tellPlace(audio);
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();

  const { row, segments, pieces } = await read(job.api, job.transcription);
  const text = "At 0. At 500. At 1000. At 1500.";
  const done = { status: "completed", progress: 100, error_code: null };
  assert.deepEqual(row, { ...done, text, language: "en", audio_ms: 2000 });
  assert.deepEqual(
    segments.map((segment) => ({ ...segment })),
    [0, 500, 1000, 1500].map((at) => ({
      start_ms: at,
      end_ms: at + 500,
      text: `At ${at}.`,
      words: [{ text: "At", start_ms: at + 1, end_ms: at + 2 }],
    })),
  );
  const inOrder = heard.sort((a, b) => placeOf(a) - placeOf(b));
  assert.deepEqual(Buffer.concat(inOrder.map(({ bytes }) => samplesOf(bytes))), samples);
  assert.equal(pieces.length, 0, "what was an aid is gone");
  const [usage] = await job.api.database.sql`select transcriptions, audio_ms::int from public.usage_daily`;
  assert.deepEqual({ ...usage }, { transcriptions: 1, audio_ms: 2000 });
});

Deno.test("progress tells the share of pieces that are done", async () => {
  await using job = await start(recording, 1);
  const seen: unknown[] = [];
  const transcriber = transcriberOf(async (audio) => {
    seen.push((await read(job.api, job.transcription)).row.progress);
    return tellPlace(audio);
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();
  assert.deepEqual(seen, [0, 25, 50, 75]);
});

Deno.test("no kind of file loses sound at a seam", async (t) => {
  for (const name of ["cbr.mp3", "stream.aac", "faststart.m4a", "opus.ogg", "opus.webm", "tone.flac"]) {
    await t.step(name, async () => {
      await using job = await start(name, 2);
      const tellNothing: Transcriber["transcribe"] = ({ durationMs }) =>
        Promise.resolve({ text: "", segments: [{ text: "", start_ms: 0, end_ms: durationMs }] });
      await createTestWorker(job.api, transcriberOf(tellNothing, { milliseconds: 700 })).ring();
      const { row, segments } = await read(job.api, job.transcription);
      const { durationMs } = soundFixtures[name]!;
      assert.equal(row.status, "completed");
      assert.ok(segments.length > 2);
      const near = (a: number, b: number, by: number) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);
      // Each time is rounded to a millisecond on its own.
      segments.reduce((end, segment) => (near(segment.start_ms, end, 1), segment.end_ms), 0);
      // A WebM says how long it lasts with the encoder's delay of 7 ms, which is no packet.
      near(segments.at(-1)!.end_ms, durationMs, 7);
      near(Number(row.audio_ms), segments.at(-1)!.end_ms, segments.length);
    });
  }
});

Deno.test("a piece too dense for its size is divided further", async () => {
  await using job = await start(recording, 2);
  const sizes: number[] = [];
  const transcriber = transcriberOf((audio) => {
    sizes.push(audio.bytes.length);
    return Promise.resolve(tellPlace(audio));
  }, { bytes: 9000 });
  await job.api.database.sql`
    insert into private.transcription_pieces (transcription_id, start_ms, end_ms) values (${job.transcription}, 0, 2000)`;
  await job.api.database.sql`
    update public.transcriptions set status = 'processing', started_at = now() where id = ${job.transcription}`;
  await job.api.database.sql`delete from private.jobs where kind = 'transcribe'`;
  await createTestWorker(job.api, transcriber).ring();
  const { row, segments } = await read(job.api, job.transcription);
  assert.ok(sizes.every((size) => size <= 9000), sizes.join(", "));
  assert.equal(row.status, "completed");
  segments.reduce((end, segment) => (assert.equal(segment.start_ms, end), segment.end_ms), 0);
  assert.equal(segments.at(-1)!.end_ms, 2000);
});

Deno.test("a piece that is refused fails the transcription once, and no more is asked", async () => {
  await using job = await start(recording, 1);
  const { sql } = job.api.database;
  let calls = 0;
  const transcriber = transcriberOf((audio) => {
    if (++calls === 2) throw errorOfStatus("openai", 400, "Not a sound");
    return Promise.resolve(tellPlace(audio));
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();
  const { row, segments } = await read(job.api, job.transcription);
  assert.deepEqual([row.status, row.error_code, segments.length, calls], ["failed", "provider_rejected", 0, 2]);
  assert.equal((await sql`select from public.error_logs`).count, 1);
  assert.equal((await sql`select from public.usage_daily`).count, 0);
});

Deno.test("another attempt pays only for the pieces that are not done", async () => {
  await using job = await start(recording, 1);
  const places: number[] = [];
  const transcriber = transcriberOf((audio) => {
    places.push(placeOf(audio));
    if (places.length === 2) throw errorOfStatus("openai", 503, "Busy");
    return Promise.resolve(tellPlace(audio));
  }, { milliseconds: 600 });
  const worker = createTestWorker(job.api, transcriber);
  await worker.ring();
  assert.equal((await read(job.api, job.transcription)).row.status, "processing");
  await job.api.database.sql`update private.jobs set due_at = now() where state = 'queued'`;
  await worker.ring();
  assert.deepEqual(places, [0, 500, 1000, 1500, 500]);
  assert.equal((await read(job.api, job.transcription)).row.text, "At 0. At 500. At 1000. At 1500.");
});

Deno.test("a transcription that is deleted between its pieces leaves nothing behind", async () => {
  await using job = await start(recording, 1);
  const { sql } = job.api.database;
  let calls = 0;
  const transcriber = transcriberOf(async (audio) => {
    if (++calls === 2) await sql`delete from public.transcriptions`;
    return tellPlace(audio);
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();
  assert.equal(calls, 2);
  const [left] = await sql`
    select (select count(*) from private.transcription_pieces)::int as pieces,
      (select count(*) from public.segments)::int as segments,
      (select count(*) from private.jobs where state <> 'completed')::int as jobs`;
  assert.deepEqual({ ...left }, { pieces: 0, segments: 0, jobs: 0 });
});
