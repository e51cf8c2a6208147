import assert from "node:assert/strict";
import type { SpeechOptions } from "../../shared/speech/types.ts";
import { startDeepgramServer } from "../support/deepgram_server.ts";
import { jsonOf } from "../support/provider_server.ts";
import { readAnswerFixture } from "../support/speech_fixtures.ts";
import {
  apiKey,
  callWith,
  failureOf,
  linkedAudio,
  someAudio,
  transcribe,
  transcriberOf,
} from "../support/transcribing.ts";

Deno.test("what the deepgram adapter sends", async (t) => {
  await using server = await startDeepgramServer();
  server.plan.calls = 0;
  const transcriber = await transcriberOf("deepgram", server, { model: "nova-3" });
  const call = callWith();
  const sent = async (options: SpeechOptions, audio = linkedAudio) => {
    await transcriber.submit(audio, options, call);
    return server.charged.at(-1)!.options;
  };
  const always = {
    model: "nova-3",
    utterances: "true",
    callback: `${call.callback.url}&token=${call.callback.token}`,
    callback_method: "POST",
  };
  const formatted = { smart_format: "true", punctuate: "true" };
  const usual = { ...always, ...formatted };

  await t.step(
    "is the audio's URL, and a callback with the token in its address; the language is detected",
    async () => {
      assert.deepEqual(await sent({}), { ...usual, detect_language: "true" });
      const request = server.requests.at(-1)!;
      assert.deepEqual([request.method, request.path], ["POST", "/v1/listen"]);
      assert.equal(request.headers.get("authorization"), `Token ${apiKey}`);
      assert.deepEqual(jsonOf(request), { url: "url" in linkedAudio && linkedAudio.url });
    },
  );

  await t.step("is the audio itself, with its type, where it is not behind a URL", async () => {
    await sent({}, someAudio);
    const { headers, body } = server.requests.at(-1)!;
    assert.deepEqual([headers.get("content-type"), body], ["audio/mpeg", new Uint8Array([1, 2, 3, 4])]);
  });

  const options: Record<string, [SpeechOptions, Record<string, unknown>]> = {
    language: [{ language: "de" }, { ...usual, language: "de" }],
    keyterms: [{ keyterms: ["Zoë", "on call"], language: "en" }, {
      ...{ ...usual, language: "en" },
      keyterm: ["Zoë", "on call"],
    }],
    diarize: [{ diarize: true, language: "en" }, { ...usual, language: "en", diarize_model: "latest" }],
    punctuate: [{ punctuate: false, language: "en" }, { ...always, language: "en", punctuate: "false" }],
    profanity_filter: [{ profanity_filter: true, language: "en" }, {
      ...{ ...usual, language: "en" },
      profanity_filter: "true",
    }],
    redact_pii: [{ redact_pii: true, language: "en" }, { ...usual, language: "en", redact: "pii" }],
  };
  for (const [name, [asked, expected]] of Object.entries(options)) {
    await t.step(`holds ${name}`, async () => assert.deepEqual(await sent(asked), expected));
  }

  await t.step("is nothing, where it would leave in what it is to leave out", async () => {
    const before = server.requests.length;
    for (const language of [undefined, "de"]) {
      const { code, message } = await failureOf(transcriber.submit(linkedAudio, { redact_pii: true, language }, call));
      assert.equal(code, "provider_rejected");
      assert.match(message, /in English only/);
    }
    assert.equal(server.requests.length, before);
  });

  await t.step("the options of its abilities are those above; key terms are for Nova-3", async () => {
    assert.deepEqual(transcriber.abilities.options.toSorted(), Object.keys(options).toSorted());
    const older = await transcriberOf("deepgram", server, { model: "nova-2-meeting" });
    assert(!older.abilities.options.includes("keyterms"));
  });
});

Deno.test("what the deepgram adapter makes of its callback", async (t) => {
  await using server = await startDeepgramServer();
  server.plan.calls = 0;
  const transcriber = await transcriberOf("deepgram", server, { model: "nova-3" });
  const { readAnswer, ...rest } = transcriber.later!;

  await t.step("it keeps nothing: there is nothing to fetch, to find or to forget", () => assert.deepEqual(rest, {}));

  await t.step("utterances, with punctuated words and seconds as milliseconds", async () => {
    const transcript = await transcribe(transcriber, server, { diarize: true });
    assert.deepEqual([transcript.audio_ms, transcript.confidence, transcript.language], [4120, 0.98, "en"]);
    assert.deepEqual(transcript.segments[1], {
      text: "Yes, it is.",
      ...{ start_ms: 1280, end_ms: 2100, speaker: "B" },
      words: [
        { text: "Yes,", start_ms: 1280, end_ms: 1600, confidence: 0.98 },
        { text: "it", start_ms: 1640, end_ms: 1760, confidence: 0.98 },
        { text: "is.", start_ms: 1760, end_ms: 2100, confidence: 0.98 },
      ],
    });
  });

  await t.step("without utterances: a segment a sentence", async () => {
    const { results, ...answer } = await readAnswerFixture("deepgram/words");
    server.result = { ...answer, results: { channels: (results as { channels: unknown }).channels } };
    const { segments } = await transcribe(transcriber, server);
    assert.deepEqual(segments.map(({ text }) => text), ["Is it on?", "Yes, it is.", "Good."]);
  });

  await t.step("a job that failed, in each form that its errors have", () => {
    const failureFor = (body: unknown) => {
      try {
        return readAnswer(JSON.stringify(body));
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return [code, message.replace("deepgram could not transcribe this: ", "")];
      }
    };
    assert.deepEqual(failureFor({ err_code: "Bad Request", err_msg: "failed to process audio", request_id: "one" }), [
      ...["provider_rejected", "failed to process audio"],
    ]);
    assert.deepEqual(failureFor({ category: "INTERNAL_ERROR", message: "It broke.", details: "Somewhere" }), [
      ...["provider_unavailable", "It broke. Somewhere"],
    ]);
    const remote = "The remote server hosting the media failed to return valid data";
    assert.deepEqual(failureFor({ err_code: "REMOTE_CONTENT_ERROR", err_msg: remote }), [
      "provider_unavailable",
      remote,
    ]);
  });

  await t.step("what is neither a result nor a failure", () => {
    for (const body of ["", "{}", "null", '{"results":{}}', '{"metadata":{},"results":{"channels":[]}}']) {
      assert.throws(() => readAnswer(body), { code: "provider_answer_invalid" }, body);
    }
  });
});
