import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as tus from "tus-js-client";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { readFixture, readSpokenWords, splitWords, wordErrorRate } from "../support/speech.ts";

Deno.test("speech in, transcript out", async (t) => {
  const [ann, bob] = await Promise.all([signUp(), signUp()]);
  const audio = await readFixture("two_voices.wav");
  const spoken = await readSpokenWords("two_voices");
  const entry = await uploadAudio(ann, "two_voices.wav", audio);
  let id = "";

  await t.step("audio that went straight to Storage is known by its content", () => {
    assert.deepEqual(
      [entry.status, entry.container, entry.codec, entry.byte_size, entry.title],
      ["ready", "wav", "pcm-s16", audio.length, "two_voices.wav"],
    );
    assert(Math.abs(entry.duration_ms - 20_630) < 50, `${entry.duration_ms} ms`);
  });

  await t.step("the words of two voices come back in order, with times inside the audio", async () => {
    const queued = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
    assert.equal(queued.status, "queued");
    id = queued.id;
    const done = await untilEnded(ann, id);
    assert.deepEqual([done.status, done.error_message], ["completed", null]);
    assert(wordErrorRate(spoken, splitWords(done.text ?? "")) <= 0.05, done.text ?? "");
    const { data } = await ann.call("GET", `/transcriptions/${id}/segments`);
    assert(data.length >= 4);
    const words = data.flatMap((segment: { words: unknown[] }) => segment.words);
    assert.equal(words.length, splitWords(done.text ?? "").length);
    const times = words.flatMap((word: { start_ms: number; end_ms: number }) => [word.start_ms, word.end_ms]);
    assert.deepEqual(times, times.toSorted((a: number, b: number) => a - b));
    assert(times.at(-1) <= entry.duration_ms);
  });

  await t.step("it can be downloaded as text, subtitles and data", async () => {
    for (
      const [format, begins] of [["txt", "good morning"], ["srt", "1\n00:00:00,"], ["vtt", "WEBVTT\n"], ["json", "{"]]
    ) {
      const response = await ann.send("GET", `/transcriptions/${id}/download?format=${format}`);
      assert((await response.text()).startsWith(begins!), `${format}`);
      assert.match(
        response.headers.get("content-disposition") ?? "",
        new RegExp(`filename="two_voices.wav.${format}"`),
      );
    }
  });

  await t.step("its owner reads the tables directly, and what was used is counted", async () => {
    const { data: rows } = await ann.supabase.from("transcriptions").select("id, status, segments(text)");
    assert.equal(rows?.length, 1);
    assert.equal(rows?.[0]?.status, "completed");
    assert.equal(rows?.[0]?.segments.length, 5);
    const { data: usage } = await ann.supabase.from("usage_daily").select("transcriptions, audio_ms");
    assert.deepEqual(usage, [{ transcriptions: 1, audio_ms: entry.duration_ms }]);
  });

  await t.step("nobody else sees anything of it, whichever way they come", async () => {
    for (const path of [`/entries/${entry.id}`, `/transcriptions/${id}`, `/transcriptions/${id}/segments`]) {
      const response = await bob.send("GET", path);
      assert.equal(response.status, 404, path);
      await response.body?.cancel();
    }
    for (const table of ["entries", "transcriptions", "segments", "usage_daily", "error_logs", "settings"] as const) {
      assert.deepEqual((await bob.supabase.from(table).select("*")).data, [], table);
    }
    const storage = bob.supabase.storage.from("audio");
    assert(entry.object_path.startsWith(ann.id));
    assert.equal((await storage.download(entry.object_path)).data, null);
    assert.equal((await storage.createSignedUrl(entry.object_path, 60)).data, null);
    assert.deepEqual((await storage.list(`${ann.id}/${entry.id}`)).data, []);
    assert.deepEqual((await storage.remove([entry.object_path])).data, []);
    const written = await bob.supabase.from("transcriptions").insert({
      user_id: bob.id,
      entry_id: entry.id,
      provider: "x",
    });
    assert.equal(written.error?.code, "42501");
  });

  await t.step("its owner reads the object too, but only the API writes objects", async () => {
    const storage = ann.supabase.storage.from("audio");
    assert.equal((await storage.download(entry.object_path)).data?.size, audio.length);
    assert.notEqual((await storage.upload(`${ann.id}/mine.wav`, audio, { contentType: "audio/wav" })).error, null);
    assert.deepEqual((await storage.remove([entry.object_path])).data, []);
  });

  await t.step("deleting the entry takes the audio and the transcript with it", async () => {
    await ann.call("DELETE", `/entries/${entry.id}`);
    assert.equal((await ann.supabase.storage.from("audio").download(entry.object_path)).data, null);
    for (const table of ["entries", "transcriptions", "segments"] as const) {
      assert.deepEqual((await ann.supabase.from(table).select("*")).data, [], table);
    }
  });
});

Deno.test("a small file is transcribed in one call", async () => {
  const ann = await signUp();
  const form = new FormData();
  form.set("file", new File([await readFixture("sentence.mp3")], "sentence.mp3", { type: "audio/mpeg" }));
  form.set("language", "en");
  form.set("title", "One sentence");
  const queued = await ann.call("POST", "/transcriptions", form);
  assert.equal(queued.status, "queued");
  const done = await untilEnded(ann, queued.id);
  assert(wordErrorRate(await readSpokenWords("sentence"), splitWords(done.text ?? "")) <= 0.1, done.text ?? "");
  assert.equal((await ann.call("GET", `/entries/${done.entry_id}`)).title, "One sentence");
});

Deno.test("a resumable upload with the entry's token goes past the functions too", async () => {
  const ann = await signUp();
  const audio = await readFixture("sentence.flac");
  const { id, upload } = await ann.call("POST", "/entries", {
    kind: "audio",
    filename: "sentence.flac",
    byte_size: audio.length,
  });
  await new Promise((resolve, reject) => {
    new tus.Upload(Buffer.from(audio), {
      endpoint: upload.resumable_url,
      headers: { "x-signature": upload.token },
      metadata: { bucketName: upload.bucket, objectName: upload.path, contentType: "audio/flac" },
      chunkSize: 6 * 1024 * 1024,
      uploadDataDuringCreation: true,
      onSuccess: resolve,
      onError: reject,
    }).start();
  });
  const entry = await ann.call("POST", `/entries/${id}/complete`);
  assert.deepEqual([entry.status, entry.container], ["ready", "flac"]);
});
