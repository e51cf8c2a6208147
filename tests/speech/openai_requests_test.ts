import assert from "node:assert/strict";
import { startOpenAiServer } from "../support/openai_server.ts";
import { apiKey, failureOf, readAnswerFixture, someAudio, transcribe, transcriberOf } from "../support/transcribing.ts";

const words = { response_format: "verbose_json", "timestamp_granularities[]": ["word", "segment"] };
const segments = { response_format: "verbose_json" };
const text = { response_format: "json" };
const speakers = { response_format: "diarized_json", chunking_strategy: "auto" };
const silence = { body: await readAnswerFixture("silence") };
const refusal = { body: { error: { message: "response_format is not compatible", type: "invalid_request_error" } } };

Deno.test("what the openai adapter sends", async (t) => {
  await using server = startOpenAiServer();
  const sentFields = () => server.requests.splice(0).map(({ fields: { model: _, ...fields } }) => fields);

  await t.step("is one form with the audio under a name that tells its kind, and the key as bearer", async () => {
    server.script(silence);
    await transcribe(transcriberOf(server));
    const [{ method, path, authorization, fields, file } = assert.fail()] = server.requests.splice(0);
    assert.deepEqual([method, path, authorization], ["POST", "/v1/audio/transcriptions", `Bearer ${apiKey}`]);
    assert.deepEqual(fields, { model: "whisper-1", ...words });
    assert.deepEqual(file, { name: "audio.mp3", type: "audio/mpeg", bytes: someAudio.bytes });
  });

  await t.step(
    "holds the language and the prompt where they are given, and nothing in their place where not",
    async () => {
      server.script(silence);
      await transcribe(transcriberOf(server), { language: "de", prompt: "Ann, Bob & Zoë" });
      await transcribe(transcriberOf(server), { language: undefined, prompt: "" });
      assert.deepEqual(sentFields(), [{ ...words, language: "de", prompt: "Ann, Bob & Zoë" }, words]);
    },
  );

  const firstChoices = {
    "whisper-1": words,
    "a-model-of-my-own": words,
    "gpt-transcribe": text,
    "gpt-4o-transcribe": text,
    "gpt-4o-mini-transcribe-2025-12-15": text,
    "gpt-4o-transcribe-diarize": speakers,
  };
  for (const [model, expected] of Object.entries(firstChoices)) {
    await t.step(`asks ${model} for the most that it is known to give`, async () => {
      server.script(silence);
      await transcribe(transcriberOf(server, model));
      assert.deepEqual(server.requests[0]?.fields.model, model);
      assert.deepEqual(sentFields(), [expected]);
    });
  }

  for (const status of [400, 422]) {
    await t.step(`asks for less where the form is refused with ${status}, and remembers what was taken`, async () => {
      const transcriber = transcriberOf(server, "a-model-of-my-own");
      server.script({ status, ...refusal }, { status, ...refusal }, silence);
      await transcribe(transcriber);
      assert.deepEqual(sentFields(), [words, segments, text]);
      await transcribe(transcriber);
      assert.deepEqual(sentFields(), [text]);
    });
  }

  await t.step("falls back from speakers to text", async () => {
    server.script({ status: 400, ...refusal }, silence);
    await transcribe(transcriberOf(server, "gpt-4o-transcribe-diarize"));
    assert.deepEqual(sentFields(), [speakers, text]);
  });

  await t.step("starts from the most again where everything was refused, as the audio was at fault then", async () => {
    const transcriber = transcriberOf(server);
    server.script({ status: 400, ...refusal });
    assert.equal((await failureOf(transcriber)).code, "provider_rejected");
    assert.deepEqual(sentFields(), [words, segments, text]);
    server.script(silence);
    await transcribe(transcriber);
    assert.deepEqual(sentFields(), [words]);
  });

  await t.step("is sent once where less would not help", async () => {
    for (const status of [401, 403, 404, 408, 409, 413, 415, 425, 429, 500, 503]) {
      server.script({ status, ...refusal });
      await failureOf(transcriberOf(server));
      assert.equal(sentFields().length, 1, String(status));
    }
  });
});
