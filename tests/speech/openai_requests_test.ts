import assert from "node:assert/strict";
import type { SpeechOptions } from "../../shared/speech/types.ts";
import { readForm, startOpenaiServer } from "../support/openai_server.ts";
import { apiKey, callWith, failureOf, someAudio, transcriberOf } from "../support/transcribing.ts";

const words = { response_format: "verbose_json", "timestamp_granularities[]": ["word", "segment"] };
const segments = { response_format: "verbose_json" };
const text = { response_format: "json" };
const speakers = { response_format: "diarized_json", chunking_strategy: "auto" };
const silence = { body: { text: "" } };
const refusal = { body: { error: { message: "response_format is not compatible", type: "invalid_request_error" } } };

Deno.test("what the openai adapter sends", async (t) => {
  await using server = await startOpenaiServer();
  const transcriberFor = (model = "whisper-1") => transcriberOf("openai", server, { model });
  const submit = async (options: SpeechOptions = {}, model?: string) =>
    await (await transcriberFor(model)).submit(someAudio, options, callWith());
  const sentFields = async () => {
    const forms = await Promise.all(server.requests.splice(0).map(readForm));
    return forms.map(({ fields: { model: _, ...fields } }) => fields);
  };

  await t.step("is one form with the audio under a name that tells its kind, and the key as bearer", async () => {
    await submit();
    const [request = assert.fail()] = server.requests.splice(0);
    assert.deepEqual([request.method, request.path], ["POST", "/v1/audio/transcriptions"]);
    assert.equal(request.headers.get("authorization"), `Bearer ${apiKey}`);
    const { fields, file } = await readForm(request);
    assert.deepEqual(fields, { model: "whisper-1", ...words });
    assert.deepEqual(file, { name: "audio.mp3", type: "audio/mpeg", bytes: new Uint8Array([1, 2, 3, 4]) });
  });

  await t.step("holds the options that are given, and nothing in their place where they are not", async () => {
    await submit({ language: "de", prompt: "Ann, Bob & Zoë" });
    await submit({ language: undefined, prompt: "", keyterms: [] });
    assert.deepEqual(await sentFields(), [{ ...words, language: "de", prompt: "Ann, Bob & Zoë" }, words]);
  });

  await t.step("lists languages and key terms for the model that takes lists", async () => {
    await submit({ language: "de", prompt: "A talk", keyterms: ["Zoë", "Supabase"] }, "gpt-transcribe");
    await submit({ language: "de", keyterms: ["Zoë"] }, "gpt-transcribe");
    assert.deepEqual(await sentFields(), [
      { ...text, "languages[]": "de", prompt: "A talk", "keywords[]": ["Zoë", "Supabase"] },
      { ...text, "languages[]": "de", "keywords[]": "Zoë" },
    ]);
  });

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
      await submit({}, model);
      assert.equal(server.charged.at(-1)?.options.model, model);
      assert.deepEqual(await sentFields(), [expected]);
    });
  }

  for (const status of [400, 422]) {
    await t.step(`asks for less where the form is refused with ${status}, and remembers what was taken`, async () => {
      const transcriber = await transcriberFor("a-model-of-my-own");
      server.script({ status, ...refusal }, { status, ...refusal }, silence);
      await transcriber.submit(someAudio, {}, callWith());
      assert.deepEqual(await sentFields(), [words, segments, text]);
      await transcriber.submit(someAudio, {}, callWith());
      assert.deepEqual(await sentFields(), [text]);
    });
  }

  await t.step("falls back from speakers to text", async () => {
    server.script({ status: 400, ...refusal }, silence);
    await submit({}, "gpt-4o-transcribe-diarize");
    assert.deepEqual(await sentFields(), [speakers, text]);
  });

  await t.step("starts from the most again where everything was refused, as the audio was at fault then", async () => {
    const transcriber = await transcriberFor();
    server.script({ status: 400, ...refusal });
    assert.equal((await failureOf(transcriber.submit(someAudio, {}, callWith()))).code, "provider_rejected");
    assert.deepEqual(await sentFields(), [words, segments, text]);
    server.script(silence);
    await transcriber.submit(someAudio, {}, callWith());
    assert.deepEqual(await sentFields(), [words]);
  });

  await t.step("is sent once where less would not help", async () => {
    for (const status of [401, 402, 403, 404, 408, 409, 413, 415, 425, 429, 500, 503]) {
      server.script({ status, ...refusal });
      await failureOf(submit());
      assert.equal((await sentFields()).length, 1, String(status));
    }
  });
});

Deno.test("what the openai adapter says that its models can do", async (t) => {
  const abilitiesOf = async (model: string) =>
    (await transcriberOf("openai", { baseUrl: "http://127.0.0.1:9/v1" }, { model })).abilities;

  const options = {
    "whisper-1": ["language", "prompt"],
    "a-model-of-my-own": ["language", "prompt"],
    "gpt-4o-transcribe": ["language", "prompt"],
    "gpt-4o-transcribe-diarize": ["language", "diarize"],
    "gpt-transcribe": ["language", "prompt", "keyterms"],
  };
  for (const [model, expected] of Object.entries(options)) {
    await t.step(`${model} takes ${expected.join(", ")}`, async () => {
      assert.deepEqual((await abilitiesOf(model)).options, expected);
    });
  }

  await t.step("speakers are told apart in one call of 23 minutes, words are timed by Whispers", async () => {
    const diarizing = await abilitiesOf("gpt-4o-transcribe-diarize");
    assert.equal(diarizing.bytes.milliseconds, 23 * 60_000);
    assert.deepEqual([diarizing.gives.speakers, diarizing.gives.words], [true, false]);
    assert((await abilitiesOf("whisper-1")).gives.words);
    assert.deepEqual(Object.values((await abilitiesOf("gpt-transcribe")).gives), [false, false, false, false]);
  });
});
