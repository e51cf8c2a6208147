import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type OpenAI from "openai";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { readAudio } from "../support/audio.ts";
import { createSdk, whileWorking } from "../support/openai_surface.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { reach, startPipeline } from "../support/pipeline.ts";
import { readAnswerFixture } from "../support/speech_fixtures.ts";

const audio = await readAudio("s16.wav");
const file = () => new File([audio], "talk.wav", { type: "audio/wav" });

Deno.test("OpenAI's SDK, given our address and a user's token", async (t) => {
  await using server = await startOpenaiServer();
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: server.baseUrl });
  const sdk = await createSdk(pipeline, pipeline.ann);
  const { transcriptions } = sdk.audio;
  const said = "Good morning, everyone. Let us begin.";

  await t.step("is given the transcript as json, and where it is kept", async () => {
    const call = transcriptions.create({ file: file(), model: "whisper-1" });
    const { data, response } = await whileWorking(pipeline, call.withResponse());
    assert.deepEqual(data, { text: said, usage: { type: "duration", seconds: 5 } });
    const id = response.headers.get("x-transcription-id") ?? "";
    const kept = await (await pipeline.call(pipeline.ann, "GET", `/transcriptions/${id}`)).json();
    assert.deepEqual([kept.status, kept.text], ["completed", said]);
    const entry = await (await pipeline.call(pipeline.ann, "GET", `/entries/${kept.entry_id}`)).json();
    assert.deepEqual([entry.title, entry.file_name, entry.tags, entry.status], ["talk.wav", "talk.wav", [], "ready"]);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", audio));
    assert.equal(entry.sha256, Buffer.from(hash).toString("hex"));
  });

  await t.step("is given text and subtitles as plain text", async () => {
    const ask = (response_format: "text" | "srt" | "vtt") =>
      whileWorking(pipeline, transcriptions.create({ file: file(), model: "whisper-1", response_format }));
    assert.equal(await ask("text"), `${said}\n`);
    assert.match(await ask("srt"), /^1\n00:00:00,000 --> 00:00:0[\d,]+\nGood morning/);
    assert.match(await ask("vtt"), /^WEBVTT\n\n00:00:00.000 --> /);
    for (const { headers } of sdk.answers.slice(-3)) {
      assert.equal(headers.get("content-type"), "text/plain; charset=utf-8");
    }
  });

  await t.step("is given segments, words or both, in seconds", async () => {
    const ask = (timestamp_granularities?: ("word" | "segment")[]) => {
      const form = { file: file(), model: "whisper-1", response_format: "verbose_json" as const };
      return whileWorking(
        pipeline,
        transcriptions.create({ ...form, ...(timestamp_granularities && { timestamp_granularities }) }),
      );
    };
    const verbose = await ask();
    assert.deepEqual([verbose.language, verbose.duration, verbose.text], ["english", 4.12, said]);
    assert.deepEqual(verbose.segments?.map(({ id, start, end, text }) => [id, start, end, text]), [
      [0, 0, 2, "Good morning, everyone."],
      [1, 2, 4.12, " Let us begin."],
    ]);
    assert.equal(verbose.words, undefined);
    const words = await ask(["word"]);
    assert.equal(words.segments, undefined);
    assert.deepEqual(words.words?.slice(0, 2), [
      { word: "Good", start: 0, end: 0.3 },
      { word: "morning", start: 0.3, end: 0.86 },
    ]);
    const both = await ask(["word", "segment"]);
    assert.deepEqual([both.words?.length, both.segments?.length], [6, 2]);
  });

  await t.step("may ask from a browser, with the headers that it sends there", async () => {
    const names = ["authorization", "x-stainless-lang", "x-stainless-retry-count", "x-provider-key"];
    const response = await pipeline.call(undefined, "OPTIONS", "/v1/audio/transcriptions", undefined, {
      origin: "https://app.example.com",
      "access-control-request-method": "POST",
      "access-control-request-headers": names.join(),
    });
    const allowed = response.headers.get("access-control-allow-headers")?.split(",") ?? [];
    assert.deepEqual(names.filter((name) => !allowed.includes(name)), []);
  });

  await t.step("streams the transcript part by part", async () => {
    const stream = await transcriptions.create({ file: file(), model: "whisper-1", stream: true });
    const events = await whileWorking(pipeline, Array.fromAsync(stream));
    assert.deepEqual(events, [
      { type: "transcript.text.delta", delta: "Good morning, everyone." },
      { type: "transcript.text.delta", delta: " Let us begin." },
      { type: "transcript.text.done", text: said },
    ]);
  });
});

Deno.test("OpenAI's SDK, where a provider is asked that answers later", async (t) => {
  await using server = await startAssemblyaiServer();
  await using pipeline = await startPipeline(reach("ASSEMBLYAI", server));
  const sdk = await createSdk(pipeline, pipeline.ann);
  const { transcriptions } = sdk.audio;
  const speakers = { file: file(), model: "gpt-4o-transcribe-diarize", response_format: "diarized_json" } as const;
  const segments = [
    ["seg_0", 0.24, 0.9, "Is it on?", "A"],
    ["seg_1", 1.28, 2.1, "Yes, it is.", "B"],
    ["seg_2", 2.9, 3.3, "Good.", "A"],
  ];

  await t.step("is given who says what", async () => {
    const call = transcriptions.create({ ...speakers, chunking_strategy: "auto" });
    const diarized = await whileWorking(pipeline, call) as OpenAI.Audio.TranscriptionDiarized;
    assert.equal(server.charged.at(-1)?.options.speaker_labels, true);
    assert.deepEqual([diarized.task, diarized.text], ["transcribe", "Is it on? Yes, it is. Good."]);
    const told = diarized.segments.map(({ id, start, end, text, speaker }) => [id, start, end, text, speaker]);
    assert.deepEqual(told, segments);
  });

  await t.step("streams who says what", async () => {
    const stream = await transcriptions.create({ ...speakers, stream: true });
    const events = await whileWorking(pipeline, Array.fromAsync(stream));
    const told = events.flatMap((event) =>
      event.type === "transcript.text.segment" ? [[event.id, event.start, event.end, event.text, event.speaker]] : []
    );
    assert.deepEqual(told, segments);
    const deltas = events.flatMap((event) => event.type === "transcript.text.delta" ? [event] : []);
    assert.deepEqual(deltas.map((event) => event.segment_id), ["seg_0", "seg_1", "seg_2"]);
    assert.equal(deltas.map(({ delta }) => delta).join(""), "Is it on? Yes, it is. Good.");
    assert.equal(events.at(-1)?.type, "transcript.text.done");
  });

  await t.step("names a language, a prompt and key words, and they reach the provider", async () => {
    const ask = (form: Partial<OpenAI.Audio.TranscriptionCreateParamsNonStreaming>) =>
      whileWorking(pipeline, transcriptions.create({ file: file(), model: "assemblyai/universal-3-5-pro", ...form }));
    await ask({ language: "de", prompt: "A meeting", keywords: ["Stenobase", "Supabase"], temperature: 0 });
    const { options } = server.charged.at(-1)!;
    assert.equal(options.language_code, "de");
    assert.match(String(options.prompt), /^A meeting\n.*: Stenobase, Supabase\.$/);
    assert.deepEqual(options.speech_models, ["universal-3-5-pro"]);
    await ask({ languages: ["fr", "en"] });
    assert.equal(server.charged.at(-1)?.options.language_code, "fr");
  });

  await t.step("is given an empty transcript of silence", async () => {
    server.result = await readAnswerFixture("assemblyai/silence");
    const ask = (response_format: "json" | "text" | "srt" | "vtt" | "verbose_json" | "diarized_json") =>
      whileWorking<unknown>(pipeline, transcriptions.create({ file: file(), model: "whisper-1", response_format }));
    assert.equal(await ask("text"), "\n");
    assert.deepEqual([await ask("srt"), await ask("vtt")], ["", "WEBVTT\n"]);
    for (const format of ["json", "verbose_json", "diarized_json"] as const) {
      const { text, segments = [] } = await ask(format) as { text: string; segments?: unknown[] };
      assert.deepEqual([text, segments], ["", []], format);
    }
    const stream = await transcriptions.create({ file: file(), model: "whisper-1", stream: true });
    const events = await whileWorking(pipeline, Array.fromAsync(stream));
    assert.deepEqual(events, [{ type: "transcript.text.done", text: "" }]);
  });

  await t.step("lists what it may name as a model, and reads one of them by either of its names", async () => {
    const id = "assemblyai/universal-3-5-pro,universal-2";
    const expected = { id, object: "model", created: 0, owned_by: "assemblyai" };
    const models = await Array.fromAsync(sdk.models.list());
    assert.deepEqual(models[0], expected);
    for (const name of [id, "assemblyai"]) assert.equal((await sdk.models.retrieve(name)).id, id);
  });
});
