import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { errorOfStatus } from "../../shared/provider_error.ts";
import type { Transcript } from "../../shared/transcript.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { readAudio, soundFixtures } from "../support/audio.ts";
import { addPerson } from "../support/people.ts";
import { type AudioBytes, createTestWorker, submitFixture, transcriberOf } from "../support/worker.ts";

/** 16-bit mono at 8 kHz, so that a millisecond has 16 bytes. Its tone rises: every stretch is found in one place only. */
const recording = "s16.wav";
const samplesOf = (wav: Uint8Array) => wav.subarray(Buffer.from(wav).indexOf("data") + 8);
const samples = Buffer.from(samplesOf(await readAudio(recording)));
/** Where a piece of the recording truly begins, in milliseconds. */
const placeOf = ({ bytes }: AudioBytes) => samples.indexOf(samplesOf(bytes).subarray(0, 800)) / 16;

/** What is said in the recording: a word every 50 ms. */
const said = Array.from({ length: 40 }, (_, n) => ({ text: `w${n}`, start_ms: n * 50 + 5, end_ms: n * 50 + 45 }));
const text = said.map((word) => word.text).join(" ");

/** Hears what is said in a piece, with times that count from the piece; of a word that is cut it hears nothing. */
function hear(audio: AudioBytes): Transcript {
  const place = placeOf(audio);
  const words = said.filter(({ start_ms, end_ms }) => start_ms >= place && end_ms <= place + audio.durationMs)
    .map((word) => ({ ...word, start_ms: word.start_ms - place, end_ms: word.end_ms - place }));
  const heard = words.map((word) => word.text).join(" ");
  const times = { start_ms: words[0]?.start_ms ?? 0, end_ms: words.at(-1)?.end_ms ?? 0 };
  return { text: heard, language: "en", segments: [{ text: heard, ...times, words }] };
}

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
  const heard: AudioBytes[] = [];
  let done = 0;
  let release = () => {};
  const others = new Promise<void>((resolve) => release = resolve);
  const transcriber = transcriberOf(async (audio) => {
    heard.push(audio);
    // The first piece is done last: order is a matter of place, not of time.
    if (placeOf(audio) === 0) await others;
    else if (++done === 4) release();
    return hear(audio);
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();

  const { row, segments, pieces } = await read(job.api, job.transcription);
  const completed = { status: "completed", progress: 100, error_code: null };
  assert.deepEqual(row, { ...completed, text, language: "en", audio_ms: 2000 });
  assert.deepEqual(segments.flatMap(({ words }) => words), said);
  assert.ok(heard.every(({ durationMs }) => durationMs <= 600));
  assert.equal(pieces.length, 0, "what was an aid is gone");
  const [usage] = await job.api.database.sql`select transcriptions, audio_ms::int from public.usage_daily`;
  assert.deepEqual({ ...usage }, { transcriptions: 1, audio_ms: 2000 });
});

Deno.test("progress tells the share of pieces that are done", async () => {
  await using job = await start(recording, 1);
  const seen: unknown[] = [];
  const transcriber = transcriberOf(async (audio) => {
    seen.push((await read(job.api, job.transcription)).row.progress);
    return hear(audio);
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();
  assert.deepEqual(seen, [0, 20, 40, 60, 80]);
});

Deno.test("no kind of file loses sound at a seam", async (t) => {
  for (const name of ["cbr.mp3", "stream.aac", "faststart.m4a", "opus.ogg", "opus.webm", "tone.flac"]) {
    await t.step(name, async () => {
      await using job = await start(name, 1);
      const heard: { from: number; to: number }[] = [];
      const transcriber = transcriberOf(async ({ durationMs }) => {
        const [{ from }] = await job.api.database.sql<[{ from: number }]>`
          select cut_start_ms as from from private.transcription_pieces
          where cut_start_ms is not null and transcript is null`;
        heard.push({ from, to: from + durationMs });
        return { text: "", segments: [] };
      }, { milliseconds: 700 });
      await createTestWorker(job.api, transcriber).ring();
      const { row } = await read(job.api, job.transcription);
      const { durationMs } = soundFixtures[name]!;
      assert.deepEqual([row.status, row.audio_ms], ["completed", durationMs]);
      assert.ok(heard.length > 2);
      heard.sort((a, b) => a.from - b.from);
      heard.reduce((before, next) => (assert.ok(next.from < before.to, `${next.from} comes after ${before.to}`), next));
      // A WebM says how long it lasts with the encoder's delay of 7 ms, which is no packet.
      const ends = [heard[0]!.from, durationMs - heard.at(-1)!.to];
      assert.ok(ends.every((gap) => Math.abs(gap) <= 7), ends.join(", "));
    });
  }
});

Deno.test("a piece too dense for its size is divided further", async () => {
  await using job = await start(recording, 2);
  const sizes: number[] = [];
  const transcriber = transcriberOf((audio) => {
    sizes.push(audio.bytes.length);
    return Promise.resolve(hear(audio));
  }, { bytes: 9000 });
  await job.api.database.sql`
    insert into private.transcription_pieces (transcription_id, start_ms, end_ms) values (${job.transcription}, 0, 2000)`;
  await job.api.database.sql`
    update public.transcriptions set status = 'processing', started_at = now() where id = ${job.transcription}`;
  await job.api.database.sql`delete from private.jobs where kind = 'transcribe'`;
  await createTestWorker(job.api, transcriber).ring();
  const { row, segments } = await read(job.api, job.transcription);
  assert.ok(sizes.every((size) => size <= 9000), sizes.join(", "));
  assert.deepEqual([row.status, row.text], ["completed", text]);
  assert.deepEqual(segments.flatMap(({ words }) => words), said);
});

Deno.test("a piece that is refused fails the transcription once, and no more is asked", async () => {
  await using job = await start(recording, 1);
  const { sql } = job.api.database;
  let calls = 0;
  const transcriber = transcriberOf((audio) => {
    if (++calls === 2) throw errorOfStatus("openai", 400, { said: "Not a sound" });
    return Promise.resolve(hear(audio));
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();
  const { row, segments } = await read(job.api, job.transcription);
  assert.deepEqual([row.status, row.error_code, segments.length, calls], ["failed", "provider_rejected", 0, 2]);
  assert.equal((await sql`select from public.error_logs`).count, 1);
  assert.equal((await sql`select from public.usage_daily where transcriptions > 0`).count, 0);
});

Deno.test("another attempt pays only for the pieces that are not done", async () => {
  await using job = await start(recording, 1);
  const places: number[] = [];
  const transcriber = transcriberOf((audio) => {
    places.push(placeOf(audio));
    if (places.length === 2) throw errorOfStatus("openai", 503, { said: "Busy" });
    return Promise.resolve(hear(audio));
  }, { milliseconds: 600 });
  const worker = createTestWorker(job.api, transcriber);
  await worker.ring();
  assert.equal((await read(job.api, job.transcription)).row.status, "processing");
  await job.api.database.sql`update private.jobs set due_at = now() where state = 'queued'`;
  await worker.ring();
  assert.deepEqual(places.at(-1), places[1]);
  assert.equal(new Set(places).size, places.length - 1);
  assert.equal((await read(job.api, job.transcription)).row.text, text);
});

Deno.test("a transcription that is deleted between its pieces leaves nothing behind", async () => {
  await using job = await start(recording, 1);
  const { sql } = job.api.database;
  let calls = 0;
  const transcriber = transcriberOf(async (audio) => {
    if (++calls === 2) await sql`delete from public.transcriptions`;
    return hear(audio);
  }, { milliseconds: 600 });
  await createTestWorker(job.api, transcriber).ring();
  assert.equal(calls, 2);
  const [left] = await sql`
    select (select count(*) from private.transcription_pieces)::int as pieces,
      (select count(*) from public.segments)::int as segments,
      (select count(*) from private.jobs where state <> 'completed')::int as jobs`;
  assert.deepEqual({ ...left }, { pieces: 0, segments: 0, jobs: 0 });
});
