import assert from "node:assert/strict";
import type { Audio, SpeechOptions } from "../../shared/speech/types.ts";
import { startGeminiServer } from "../support/gemini_server.ts";
import { jsonOf } from "../support/provider_server.ts";
import { readAnswerFixture } from "../support/speech_fixtures.ts";
import { apiKey, callWith, failureOf, someAudio, transcribe, transcriberOf } from "../support/transcribing.ts";
import { until } from "../support/until.ts";

const model = "gemini-3.5-transcribe";
const largeAudio: Audio = { ...someAudio, bytes: new Uint8Array(14_000_001).fill(7) };

Deno.test("what the gemini adapter sends", async (t) => {
  await using server = await startGeminiServer();
  const transcriber = await transcriberOf("gemini", server, { model });
  const sent = async (options: SpeechOptions, audio = someAudio) => {
    server.requests.length = 0;
    await transcriber.submit(audio, options, callWith());
    return server.charged.at(-1)!.options;
  };

  await t.step("is the audio within the request, the key in a header, and the wish for words", async () => {
    assert.deepEqual(await sent({}), { wordTimestamp: true, part: "inline audio/mp3" });
    const [request = assert.fail()] = server.requests;
    assert.deepEqual([request.method, request.path], ["POST", `/v1beta/models/${model}:generateContent`]);
    assert.equal(request.headers.get("x-goog-api-key"), apiKey);
    assert.deepEqual(server.charged.at(-1)?.audio, { bytes: new Uint8Array([1, 2, 3, 4]) });
  });

  const languages = { fr: "fr-FR", en: "en-US", zh: "cmn-Hans-CN", no: "nb-NO", pt: "pt-BR", ar: "ar-EG" };
  await t.step("holds the language as the service lists it", async () => {
    for (const [language, tag] of Object.entries(languages)) {
      assert.deepEqual((await sent({ language })).languageCodes, [tag]);
    }
  });

  await t.step("holds diarize", async () => {
    assert.equal((await sent({ diarize: true })).diarization, true);
  });

  await t.step("names each container as the service does", async () => {
    const names = { mp3: "audio/mp3", m4a: "audio/m4a", wav: "audio/wav", ogg: "audio/ogg", aac: "audio/aac" };
    for (const [extension, name] of Object.entries(names)) {
      assert.equal((await sent({}, { ...someAudio, mimeType: "video/quicktime", extension })).part, `inline ${name}`);
    }
  });

  await t.step("the options of its abilities are those above, and a call has 30 minutes", () => {
    assert.deepEqual(transcriber.abilities.options, ["language", "diarize"]);
    assert.equal(transcriber.abilities.bytes.milliseconds, 30 * 60_000);
  });

  await t.step("is nothing with a model that does not transcribe files", async () => {
    server.requests.length = 0;
    for (const other of ["gemini-3.5-flash", "gemini-3.5-transcribe-live"]) {
      const { code, message } = await failureOf(
        (await transcriberOf("gemini", server, { model: other })).submit(someAudio, {}, callWith()),
      );
      assert.equal(code, "provider_rejected");
      assert(message.includes(`'${other}'`), message);
    }
    assert.equal(server.requests.length, 0);
  });
});

Deno.test("how the gemini adapter sends large audio", async (t) => {
  await using server = await startGeminiServer();
  const transcriber = await transcriberOf("gemini", server, { model });

  await t.step("by the Files API, and its file is deleted afterwards", async () => {
    await transcriber.submit(largeAudio, {}, callWith());
    const [charged = assert.fail()] = server.charged;
    assert.equal(charged.options.part, "file audio/mp3");
    assert("bytes" in charged.audio);
    assert.equal(charged.audio.bytes.length, 14_000_001);
    assert.deepEqual([server.deleted.length, server.requests.length], [1, 4]);
  });

  await t.step("the file is deleted too where the transcription fails", async () => {
    server.result = { candidates: "none" };
    assert.equal((await failureOf(transcriber.submit(largeAudio, {}, callWith()))).code, "provider_answer_invalid");
    assert.equal(server.deleted.length, 2);
    server.result = await readAnswerFixture("gemini/words");
  });

  await t.step("and where the work is stopped while the service transcribes", async () => {
    server.plan.workMs = 1000;
    server.requests.length = 0;
    const stop = new AbortController();
    const reason = new Error("The worker is about to end");
    const outcome = transcriber.submit(largeAudio, {}, callWith({ signal: stop.signal })).catch((error) => error);
    await until(() => server.requests.find(({ path }) => path.endsWith(":generateContent")));
    stop.abort(reason);
    assert.equal(await outcome, reason);
    assert.equal(server.deleted.length, 3);
    server.plan.workMs = 0;
  });

  await t.step("and where the upload is refused half-way, as its name is ours", async () => {
    const start = { headers: { "x-goog-upload-url": `${server.baseUrl}/upload-to/files/one` } };
    server.requests.length = 0;
    server.script(start, { status: 503, body: "" }, { body: {} });
    assert((await failureOf(transcriber.submit(largeAudio, {}, callWith()))).retryable);
    const [begun, , deleted] = server.requests;
    assert.deepEqual([deleted?.method, deleted?.path], [
      "DELETE",
      `/v1beta/${(jsonOf(begun!).file as { name: string }).name}`,
    ]);
    server.script();
  });

  await t.step("a file that is still being read is waited for, and one that cannot be read is refused", async () => {
    const start = { headers: { "x-goog-upload-url": `${server.baseUrl}/upload-to/files/one` } };
    const stateOf = (state: string) => ({ name: "files/one", uri: `${server.baseUrl}/v1beta/files/one`, state });
    const reading = { body: { file: stateOf("PROCESSING") } };
    server.script(start, reading, { body: stateOf("ACTIVE") }, { body: await readAnswerFixture("gemini/words") });
    const outcome = await transcriber.submit(largeAudio, {}, callWith());
    assert("transcript" in outcome);
    server.script(start, reading, { body: stateOf("FAILED") });
    assert.equal((await failureOf(transcriber.submit(largeAudio, {}, callWith()))).code, "provider_rejected");
  });
});

Deno.test("what the gemini adapter makes of an answer", async (t) => {
  await using server = await startGeminiServer();
  const transcriber = await transcriberOf("gemini", server, { model });
  const failureFor = async (result: Record<string, unknown>) => {
    server.result = result;
    const { code, message } = await failureOf(transcriber.submit(someAudio, {}, callWith()));
    return [code, message];
  };

  await t.step("one part without speakers: a segment a sentence", async () => {
    server.result = await readAnswerFixture("gemini/words");
    const { segments, confidence, audio_ms } = await transcribe(transcriber, server);
    assert.deepEqual(segments.map(({ text, start_ms, end_ms, speaker }) => [text, start_ms, end_ms, speaker]), [
      ["Is it on?", 240, 900, null],
      ["Yes, it is.", 1280, 2100, null],
      ["Good.", 2900, 3300, null],
    ]);
    assert.deepEqual([confidence, audio_ms], [null, null]);
  });

  await t.step("parts as the guide shows them: no text but the words, a start of nothing left out", async () => {
    const words = [{ word: "Hello", endOffset: "0.450s" }, { word: "world", startOffset: "0.5s", endOffset: "1s" }];
    server.result = { candidates: [{ content: { parts: [{ audioTranscription: { words } }] }, finishReason: "STOP" }] };
    assert.deepEqual((await transcribe(transcriber, server)).segments, [{
      text: "Hello world",
      ...{ start_ms: 0, end_ms: 1000, speaker: null },
      words: [{ text: "Hello", start_ms: 0, end_ms: 450 }, { text: "world", start_ms: 500, end_ms: 1000 }],
    }]);
  });

  await t.step("text alone: a segment without times, or with those of its part", async () => {
    const untimed = { text: "Hello." };
    const timed = { audioTranscription: { text: "World.", startOffset: "1s", endOffset: "2.500s" } };
    server.result = { candidates: [{ content: { parts: [untimed, timed] }, finishReason: "STOP" }] };
    const { text, segments } = await transcribe(transcriber, server);
    assert.equal(text, "Hello. World.");
    assert.deepEqual(segments.map(({ start_ms, end_ms }) => [start_ms, end_ms]), [[undefined, undefined], [
      1000,
      2500,
    ]]);
  });

  await t.step("audio that it refuses, and an answer that stops before the end", async () => {
    assert.deepEqual(await failureFor(await readAnswerFixture("gemini/failed")), [
      ...["provider_rejected", "gemini refused this audio: PROHIBITED_CONTENT"],
    ]);
    const stopped = (finishReason: string) => ({
      candidates: [{ content: { parts: [{ text: "Hel" }] }, finishReason }],
    });
    assert.equal((await failureFor(stopped("MAX_TOKENS")))[0], "provider_answer_invalid");
    assert.equal((await failureFor(stopped("SAFETY")))[0], "provider_rejected");
    assert.equal((await failureFor({}))[0], "provider_answer_invalid");
  });

  await t.step("a key that it refuses, which it does with 400", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }];
    const message = "API key not valid. Please pass a valid API key.";
    server.script({ status: 400, body: { error: { code: 400, message, status: "INVALID_ARGUMENT", details } } });
    const { code, handOver } = await failureOf(transcriber.submit(someAudio, {}, callWith()));
    assert.deepEqual([code, handOver], ["provider_unauthorized", true]);
  });

  await t.step("the seconds that it asks to wait are in the body", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "33.4s" }];
    server.script({ status: 429, body: { error: { code: 429, message: "Slowly", details } } });
    const { retryable, retrySeconds } = await failureOf(transcriber.submit(someAudio, {}, callWith()));
    assert.deepEqual([retryable, retrySeconds], [true, 34]);
  });
});
