import assert from "node:assert/strict";
import OpenAI, { APIError } from "openai";
import { readAudio } from "../support/audio.ts";
import { listObjects } from "../support/entries.ts";
import { liftLimits, setLimits } from "../support/limits.ts";
import { createSdk, whileWorking } from "../support/openai_surface.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { addPerson } from "../support/people.ts";
import { startPipeline } from "../support/pipeline.ts";
import { until } from "../support/until.ts";

const audio = await readAudio("s16.wav");
const file = (bytes = audio) => new File([bytes], "talk.wav", { type: "audio/wav" });
const model = "whisper-1";

/** The error that a call ends with. */
async function raisedBy(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    (answer) => assert.fail(`It was answered: ${JSON.stringify(answer)}`),
    (error) => error,
  );
  assert(error instanceof APIError, String(error));
  return error;
}

Deno.test("what goes wrong is raised by OpenAI's SDK as its own errors", async (t) => {
  await using server = await startOpenaiServer();
  await using pipeline = await startPipeline({
    OPENAI_BASE_URL: server.baseUrl,
    SPEECH_OPENAI_MODEL: "gpt-4o-transcribe",
  });
  const { sql } = pipeline.api.database;
  const sdk = await createSdk(pipeline, pipeline.ann);
  const { transcriptions } = sdk.audio;
  const nothingStays = async () => {
    assert.deepEqual(await listObjects(sql), []);
    assert.deepEqual([...await sql`select id from public.entries`], []);
  };

  await t.step("a token that is none, as an AuthenticationError", async () => {
    const stranger = await createSdk(pipeline, pipeline.ann, { apiKey: "sk-of-openai" });
    const error = await raisedBy(stranger.audio.transcriptions.create({ file: file(), model }));
    assert(error instanceof OpenAI.AuthenticationError);
    assert.deepEqual([error.code, error.type], ["token_invalid", "invalid_request_error"]);
    assert.match(error.requestID ?? "", /^[\w-]+$/);
  });

  const options: [string, Partial<OpenAI.Audio.TranscriptionCreateParams>, string, string | null][] = [
    ["a temperature", { temperature: 0.5 }, "option_not_supported", "temperature"],
    ["log probabilities", { include: ["logprobs"] }, "option_not_supported", "include"],
    ["known speakers", { known_speaker_names: ["Ann"] }, "option_not_supported", "known_speaker_names"],
    ["a way to cut", { chunking_strategy: { type: "server_vad" } }, "option_not_supported", "chunking_strategy"],
    ["words in json", { timestamp_granularities: ["word"] }, "option_not_supported", "timestamp_granularities"],
    ["a stream of subtitles", { stream: true, response_format: "srt" }, "option_not_supported", "stream"],
    ["a language that is none", { language: "klingon" }, "invalid_request", "language"],
    ["times of a model without", { response_format: "srt" }, "option_not_supported", null],
    ["speakers of a model without", { response_format: "diarized_json" }, "option_not_supported", null],
    ["a provider that is not there", { model: "deepgram/nova-3" }, "provider_not_available", null],
  ];
  for (const [name, option, code, param] of options) {
    await t.step(`${name}, as a BadRequestError, and nothing stays`, async () => {
      const error = await raisedBy(transcriptions.create({ file: file(), model, ...option }));
      assert(error instanceof OpenAI.BadRequestError, error.message);
      assert.deepEqual([error.code, error.param], [code, param], error.message);
      await nothingStays();
    });
  }

  await t.step("a file that is none, as a BadRequestError, and nothing stays", async () => {
    for (const [bytes, code] of [[new Uint8Array(), "file_empty"], [new Uint8Array(999), "file_not_audio"]] as const) {
      const error = await raisedBy(transcriptions.create({ file: file(bytes), model }));
      assert(error instanceof OpenAI.BadRequestError);
      assert.equal(error.code, code);
    }
    await nothingStays();
  });

  await t.step("a limit, as a RateLimitError that says when to come back, and nothing stays", async () => {
    await setLimits(sql, { submissions_per_minute: 0 });
    const error = await raisedBy(transcriptions.create({ file: file(), model }));
    assert(error instanceof OpenAI.RateLimitError);
    assert.deepEqual([error.code, error.headers?.get("x-ratelimit-limit")], ["rate_limited", "0"]);
    assert(Number(error.headers?.get("retry-after")) > 0);
    await liftLimits(sql);
    await setLimits(sql, { submissions_per_day: 0 });
    const spent = await raisedBy(transcriptions.create({ file: file(), model }));
    // It is no use to come back within the minute that the SDK would wait.
    assert.deepEqual([spent.code, spent.headers?.get("x-should-retry")], ["daily_limit_reached", "false"]);
    await liftLimits(sql);
    await nothingStays();
  });

  await t.step("what is not here, as a NotFoundError", async () => {
    const calls = [sdk.models.retrieve("gpt-4o"), sdk.embeddings.create({ model, input: "Hello" })];
    const errors = await Promise.all(calls.map(raisedBy));
    assert(errors.every((error) => error instanceof OpenAI.NotFoundError));
    assert.deepEqual(errors.map(({ code }) => code), ["model_not_found", "route_not_found"]);
  });

  await t.step("a translation, as a BadRequestError that says what to do", async () => {
    const error = await raisedBy(sdk.audio.translations.create({ file: file(), model }));
    assert(error instanceof OpenAI.BadRequestError);
    assert.match(error.message, /translate its text/);
  });

  const failures = [
    ["what a provider refuses", 400, {}, "BadRequestError", "provider_rejected"],
    ["an account that has run dry", 429, { code: "insufficient_quota" }, "RateLimitError", "provider_quota_exceeded"],
    ["our key that a provider refuses", 401, {}, "InternalServerError", "provider_unauthorized"],
  ] as const;
  for (const [name, status, error, expected, code] of failures) {
    await t.step(`${name}, by its kind, with the id of the transcription`, async () => {
      server.script({ status, body: { error } });
      const raised = await raisedBy(whileWorking(pipeline, transcriptions.create({ file: file(), model })));
      assert(raised instanceof OpenAI[expected], raised.message);
      assert.deepEqual([raised.code, raised.headers?.get("x-should-retry")], [code, "false"]);
      const id = raised.headers?.get("x-transcription-id") ?? "none";
      assert(raised.message.includes(id));
      assert.equal((await pipeline.read(id)).error_code, code);
    });
  }

  await t.step("the caller's own key that a provider refuses, as an AuthenticationError", async () => {
    server.script({ status: 401, body: { error: { message: "Incorrect API key" } } });
    const call = transcriptions.create({ file: file(), model }, {
      headers: { "X-Provider-Key": "own-key-3f9b1c7e5d" },
    });
    assert(await raisedBy(whileWorking(pipeline, call)) instanceof OpenAI.AuthenticationError);
    server.script();
    const headers = { "X-Provider-Key": "own-key-3f9b1c7e5d" };
    const answer = await whileWorking(pipeline, transcriptions.create({ file: file(), model }, { headers }));
    assert.match(answer.text, /^Good morning/);
    assert.equal(server.requests.at(-1)?.headers.get("authorization"), "Bearer own-key-3f9b1c7e5d");
  });

  await t.step("a failure in a stream that has begun, by what it says", async () => {
    server.script({ status: 400, body: { error: { message: "Too noisy" } } });
    const stream = await transcriptions.create({ file: file(), model, stream: true });
    const error = await raisedBy(whileWorking(pipeline, Array.fromAsync(stream)));
    assert.equal(error.code, "provider_rejected");
    server.script();
  });

  await t.step("a transcription that is deleted or cancelled meanwhile, by what became of it", async () => {
    const bob = await addPerson(sql);
    const { audio: { transcriptions } } = await createSdk(pipeline, bob);
    const end = async (work: (id: string) => Promise<unknown>) => {
      const call = transcriptions.create({ file: file(), model });
      call.catch(() => {});
      const { id } = await until(async () => {
        const [row] = await sql<{ id: string }[]>`
          select id from public.transcriptions where user_id = ${bob.id} and status = 'queued'`;
        return row;
      });
      await work(id);
      return await raisedBy(call);
    };
    const deleted = await end((id) => pipeline.call(bob, "DELETE", `/transcriptions/${id}`));
    assert(deleted instanceof OpenAI.NotFoundError);
    const cancelled = await end((id) => pipeline.call(bob, "POST", `/transcriptions/${id}/cancel`));
    assert.deepEqual([cancelled.status, cancelled.code], [400, "transcription_ended"]);
  });
});
