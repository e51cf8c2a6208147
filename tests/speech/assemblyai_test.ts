import assert from "node:assert/strict";
import type { SpeechOptions } from "../../shared/speech/types.ts";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
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

const models = "universal-3-5-pro, slam-1";
const never = new AbortController().signal;

Deno.test("what the assemblyai adapter sends", async (t) => {
  await using server = await startAssemblyaiServer();
  server.plan.calls = 0;
  const transcriber = await transcriberOf("assemblyai", server, { model: models });
  const call = callWith();
  const sent = async (options: SpeechOptions, audio = linkedAudio) => {
    server.requests.length = 0;
    await transcriber.submit(audio, options, call);
    return jsonOf(server.requests.at(-1)!);
  };
  const always = {
    speech_models: ["universal-3-5-pro", "slam-1"],
    webhook_url: call.callback.url,
    webhook_auth_header_name: "x-callback-token",
    webhook_auth_header_value: call.callback.token,
  };

  await t.step("is the audio's URL, marked as ours, and where to call back; the language is detected", async () => {
    const { audio_url, ...rest } = await sent({});
    assert.equal(audio_url, `${"url" in linkedAudio && linkedAudio.url}&dispatch_id=${call.dispatchId}`);
    assert.deepEqual(rest, { ...always, language_detection: true });
    const [request] = server.requests;
    assert.deepEqual([request?.method, request?.path], ["POST", "/v2/transcript"]);
    assert.equal(request?.headers.get("authorization"), apiKey);
  });

  const options: Record<string, [SpeechOptions, Record<string, unknown>]> = {
    language: [{ language: "de" }, { language_code: "de", language_detection: undefined }],
    prompt: [{ prompt: "A talk" }, { prompt: "A talk" }],
    keyterms: [{ keyterms: ["Zoë"] }, { keyterms_prompt: ["Zoë"] }],
    "a prompt together with keyterms": [{ prompt: "A talk", keyterms: ["Zoë", "Bob"] }, {
      prompt: "A talk\nTerms to listen for: Zoë, Bob.",
      keyterms_prompt: undefined,
    }],
    diarize: [{ diarize: true }, { speaker_labels: true }],
    speakers_expected: [{ diarize: true, speakers_expected: 3 }, { speaker_labels: true, speakers_expected: 3 }],
    punctuate: [{ punctuate: false }, { punctuate: false, format_text: false }],
    profanity_filter: [{ profanity_filter: true }, { filter_profanity: true }],
    redact_pii: [{ redact_pii: true }, { redact_pii: true, redact_pii_sub: "entity_name" }],
  };
  for (const [name, [asked, expected]] of Object.entries(options)) {
    await t.step(`holds ${name}`, async () => {
      const body = await sent(asked);
      for (const [field, value] of Object.entries(expected)) assert.deepEqual(body[field], value, field);
    });
  }

  await t.step("names what is to be redacted, as the service redacts nothing else", async () => {
    const { redact_pii_policies } = await sent({ redact_pii: true });
    assert(Array.isArray(redact_pii_policies));
    for (const policy of ["person_name", "phone_number", "email_address", "location"]) {
      assert(redact_pii_policies.includes(policy), policy);
    }
  });

  await t.step("holds a clip", async () => {
    const { audio_start_from, audio_end_at } = await sent({}, {
      ...linkedAudio,
      ...{ url: "https://x.example.com/a.mp3", clip: { startMs: 60_000, endMs: 90_000 } },
    });
    assert.deepEqual([audio_start_from, audio_end_at], [60_000, 90_000]);
  });

  await t.step("is first an upload, where the audio is not behind a URL", async () => {
    const { audio_url } = await sent({}, someAudio);
    assert.match(String(audio_url), /^https:\/\/cdn\.assemblyai\.com\/upload\//);
    assert.deepEqual(server.requests.map(({ path }) => path), ["/v2/upload", "/v2/transcript"]);
    assert.deepEqual(server.requests[0]?.body, new Uint8Array([1, 2, 3, 4]));
  });

  await t.step("the options of its abilities are those above; a prompt only where every model takes one", async () => {
    const listed = Object.keys(options).filter((name) => !name.includes(" "));
    assert.deepEqual(transcriber.abilities.options.toSorted(), listed.toSorted());
    const mixed = await transcriberOf("assemblyai", server, { model: "universal-3-5-pro,universal-2" });
    assert(!mixed.abilities.options.includes("prompt"));
  });
});

Deno.test("what the assemblyai adapter does later", async (t) => {
  await using server = await startAssemblyaiServer();
  server.plan = { ...server.plan, workMs: Infinity, calls: 0 };
  const transcriber = await transcriberOf("assemblyai", server, { model: models });
  const later = transcriber.later!;
  const submit = async (call = callWith()) => {
    const outcome = await transcriber.submit(linkedAudio, {}, call);
    assert("externalId" in outcome);
    return outcome.externalId;
  };

  await t.step("readAnswer: the id of what is to be fetched, whether the work went well or not", () => {
    for (const status of ["completed", "error"]) {
      assert.deepEqual(later.readAnswer(`{"transcript_id":"one","status":"${status}"}`), { externalId: "one" });
    }
    for (const body of ["", "{}", "[]", '{"transcript_id":5,"status":"completed"}', '{"transcript_id":"one"}']) {
      assert.throws(() => later.readAnswer(body), { code: "provider_answer_invalid" });
    }
  });

  await t.step("fetchResult: nothing while the work goes on, then the transcript", async () => {
    const id = await submit();
    assert.equal(await later.fetchResult!(id, never), undefined);
    await server.finish(id);
    const { text, audio_ms, confidence } = (await later.fetchResult!(id, never))!;
    assert.deepEqual([text, audio_ms, confidence], ["Is it on? Yes, it is. Good.", 4000, 0.98]);
  });

  await t.step("fetchResult: work that failed is told in the service's words, with no address", async () => {
    const outcomeOf = async (error: string) => {
      server.result = { ...await readAnswerFixture("assemblyai/failed"), error };
      const id = await submit();
      await server.finish(id);
      const { code, retryable, message } = await failureOf(later.fetchResult!(id, never));
      return [code, retryable, message];
    };
    const start = "assemblyai could not transcribe this: ";
    assert.deepEqual(await outcomeOf("Transcoding failed. File does not appear to contain audio."), [
      ...["provider_rejected", false],
      `${start}Transcoding failed. File does not appear to contain audio.`,
    ]);
    assert.deepEqual(await outcomeOf("Download error, unable to download https://x.example.com/a?token=b"), [
      ...["provider_unavailable", true],
      `${start}Download error, unable to download [address]`,
    ]);
    const resubmit = await outcomeOf("Internal server error. Please resubmit.");
    assert.deepEqual(resubmit.slice(0, 2), ["provider_unavailable", true]);
    server.result = await readAnswerFixture("assemblyai/words");
  });

  await t.step("fetchResult: an id that is not there, and a service that is down", async () => {
    assert.equal((await failureOf(later.fetchResult!("nobody", never))).status, 404);
    server.script({ status: 503, body: { error: "Down" } });
    assert((await failureOf(later.fetchResult!("nobody", never))).retryable);
    server.script();
  });

  await t.step("find: what we sent is known again, among many and over pages", async () => {
    const call = callWith();
    const id = await submit(call);
    for (let other = 0; other < 250; other++) await submit();
    server.requests.length = 0;
    assert.equal(await later.find!(call.dispatchId, never), id);
    assert.deepEqual(server.requests.map(({ query }) => query.get("limit")), ["200", "200"]);
    assert.equal(await later.find!(crypto.randomUUID(), never), undefined);
  });

  await t.step("find: what was uploaded has no mark, and is not found", async () => {
    const call = callWith();
    await transcriber.submit(someAudio, {}, call);
    assert.equal(await later.find!(call.dispatchId, never), undefined);
  });

  await t.step("forget: deleted when the work is done, not before, and twice does no harm", async () => {
    const id = await submit();
    assert.equal(await later.forget!(id, never), false);
    assert.equal(server.deleted.length, 0);
    await server.finish(id);
    assert.equal(await later.forget!(id, never), true);
    assert.equal(await later.forget!(id, never), true);
    assert.equal(await later.forget!("nobody", never), true);
    assert(server.deleted.includes(id));
    const { code, message } = await failureOf(later.fetchResult!(id, never));
    assert.deepEqual([code, message], ["provider_rejected", "assemblyai has deleted this transcript"]);
  });

  await t.step("the key of a page's address goes nowhere else", async () => {
    const elsewhere = "https://elsewhere.example.com/v2/transcript?limit=200&before_id=x";
    server.script({ body: { page_details: { prev_url: elsewhere }, transcripts: [] } }, {
      body: { page_details: { prev_url: null }, transcripts: [] },
    });
    assert.equal(await later.find!("one", never), undefined);
    assert.equal(server.requests.at(-1)?.query.get("before_id"), "x");
    server.script();
  });
});

Deno.test("what the assemblyai adapter makes of an answer", async (t) => {
  await using server = await startAssemblyaiServer();
  server.plan.calls = 0;
  const transcriber = await transcriberOf("assemblyai", server, { model: models });

  await t.step("without speakers: a segment a sentence, each with its words and their confidence", async () => {
    server.result = await readAnswerFixture("assemblyai/words");
    const { segments } = await transcribe(transcriber, server);
    assert.deepEqual(segments.map(({ text, start_ms, end_ms, speaker }) => [text, start_ms, end_ms, speaker]), [
      ["Is it on?", 240, 900, null],
      ["Yes, it is.", 1280, 2100, null],
      ["Good.", 2900, 3300, null],
    ]);
    assert.deepEqual(segments[0]?.words?.[0], { text: "Is", start_ms: 240, end_ms: 400, confidence: 0.98 });
  });

  await t.step("numbers that make no sense: nothing that the database would refuse", async () => {
    const words = [{ text: "Odd", start: 900.4, end: 100, confidence: 1.5 }];
    server.result = { text: "Odd", words, confidence: -2, audio_duration: 1.25, language_code: "xx_unknown" };
    const { segments, confidence, audio_ms } = await transcribe(transcriber, server);
    assert.deepEqual(segments[0]?.words, [{ text: "Odd", start_ms: 900, end_ms: 900, confidence: null }]);
    assert.deepEqual([confidence, audio_ms], [null, 1250]);
  });
});
