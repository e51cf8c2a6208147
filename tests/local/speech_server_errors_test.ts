import assert from "node:assert/strict";
import OpenAI, { APIError } from "openai";
import { createPocketSphinxEngine } from "../../local/speech/pocketsphinx.ts";
import { makeLongSpeech } from "../support/speech.ts";
import { apiKey, openFixture, withSpeechServer } from "../support/speech_server.ts";

/** Posts a form as it is and returns the status and the error of the answer. */
async function postForm(address: string, fields: Record<string, string | File>, key = apiKey) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`${address}/audio/transcriptions`, { method: "POST", body, headers });
  const { error } = await response.json();
  assert.deepEqual(Object.keys(error), ["message", "type", "param", "code"]);
  return { status: response.status, ...error };
}

/** Returns the recogniser processes that this process has started and that still run. */
async function listRecognisers(): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    const stat = /^\d+$/.test(name) && await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    if (stat && stat.includes("(pocketsphinx_co) ") && stat.split(") ")[1]?.split(" ")[1] === `${Deno.pid}`) {
      found.push(name);
    }
  }
  return found;
}

async function waitUntil(what: string, holds: () => Promise<boolean>, milliseconds: number) {
  const deadline = Date.now() + milliseconds;
  while (!await holds()) {
    assert.ok(Date.now() < deadline, `${what} did not happen within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("the SDK gets its own error classes", () =>
  withSpeechServer(async ({ address }) => {
    const client = new OpenAI({ apiKey: "wrong", baseURL: address, maxRetries: 0 });
    await assert.rejects(client.models.list(), (error) => {
      assert.ok(error instanceof OpenAI.AuthenticationError);
      assert.equal(error.code, "invalid_api_key");
      assert.doesNotMatch(error.message, /wrong|local-speech-key/);
      return true;
    });
  }));

Deno.test("each wrong request is answered with OpenAI's error", () =>
  withSpeechServer(async ({ address }) => {
    const file = await openFixture("sentence.wav");
    const good = { file, model: "whisper-1" };
    const cut = new File([(await file.bytes()).subarray(0, 60)], "cut.wav");
    const text = new File(["This is a letter and no recording."], "letter.mp3");
    const large = new File([new Uint8Array(26_214_401)], "large.wav");
    const cases: [Record<string, string | File>, { status: number; param: string; code: string | null }][] = [
      [{ model: "whisper-1" }, { status: 400, param: "file", code: "invalid_value" }],
      [{ ...good, file: "not a file" }, { status: 400, param: "file", code: "invalid_value" }],
      [{ file }, { status: 400, param: "model", code: "invalid_value" }],
      [{ ...good, model: "gpt-4" }, { status: 404, param: "model", code: "model_not_found" }],
      [{ ...good, file: new File([], "empty.wav") }, { status: 400, param: "file", code: "empty_file" }],
      [{ ...good, file: cut }, { status: 400, param: "file", code: "audio_too_short" }],
      [{ ...good, file: text }, { status: 400, param: "file", code: "invalid_value" }],
      [{ ...good, file: large }, { status: 413, param: "file", code: null }],
      [{ ...good, response_format: "diarized_json" }, { status: 400, param: "response_format", code: "invalid_value" }],
      [{ ...good, response_format: "xml" }, { status: 400, param: "response_format", code: "invalid_value" }],
      [{ ...good, temperature: "7" }, { status: 400, param: "temperature", code: "invalid_value" }],
      [{ ...good, "timestamp_granularities[]": "letter" }, {
        status: 400,
        param: "timestamp_granularities[]",
        code: "invalid_value",
      }],
      [{ ...good, language: "de" }, { status: 400, param: "language", code: "invalid_value" }],
    ];
    for (const [fields, expected] of cases) {
      const { message, ...answer } = await postForm(address, fields);
      assert.deepEqual(answer, { ...expected, type: "invalid_request_error" }, message);
      assert.ok(message.length > 20 && !/[/\\]tmp|undefined/.test(message), message);
    }
    const { status, code } = await postForm(address, good, "wrong");
    assert.deepEqual({ status, code }, { status: 401, code: "invalid_api_key" });
  }));

Deno.test("a body that is far too large or no form at all, and an unknown path, are answered with errors", () =>
  withSpeechServer(async ({ address }) => {
    const headers = { authorization: `Bearer ${apiKey}` };
    const send = async (path: string, body: BodyInit) => {
      const response = await fetch(`${address}${path}`, { method: "POST", body, headers });
      return [response.status, (await response.json()).error.code];
    };
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 20)) });
    assert.deepEqual(await send("/audio/transcriptions", endless), [413, null]);
    assert.deepEqual(await send("/audio/transcriptions", "{}"), [400, null]);
    assert.deepEqual(await send("/audio/translations", "{}"), [404, "unknown_url"]);
  }));

Deno.test("a caller whose transcription fails gets an error and not half an answer", () =>
  withSpeechServer(async ({ client }) => {
    const file = await openFixture("sentence.wav");
    await assert.rejects(client.audio.transcriptions.create({ file, model: "whisper-1" }));
    await assert.rejects(client.audio.transcriptions.create({ file, model: "whisper-1", response_format: "text" }));
  }, { ...createPocketSphinxEngine(), transcribe: () => Promise.reject(new Error("the recogniser crashed")) }));

Deno.test("two recognisers run at once over all requests, and they are killed when the callers leave", () =>
  withSpeechServer(async ({ client }) => {
    const others = new Set(await listRecognisers());
    const own = async () => (await listRecognisers()).filter((pid) => !others.has(pid));
    const { file } = await makeLongSpeech(120);
    const abort = new AbortController();
    const calls = [1, 2].map(() =>
      client.audio.transcriptions.create(
        { file: new File([file], "long.wav"), model: "whisper-1" },
        { signal: abort.signal },
      )
    );
    const outcomes = Promise.allSettled(calls);
    let most = 0;
    await waitUntil("two recognisers", async () => (most = Math.max(most, (await own()).length)) >= 2, 20_000);
    const until = Date.now() + 300;
    await waitUntil("the pause", async () => {
      most = Math.max(most, (await own()).length);
      return Date.now() > until;
    }, 5000);
    abort.abort();
    assert.equal(most, 2);
    // A piece of a minute takes over four seconds to the end, and two more are queued.
    await waitUntil("the end of the recognisers", async () => (await own()).length === 0, 2000);
    for (const outcome of await outcomes) {
      assert.ok(outcome.status === "rejected" && outcome.reason instanceof APIError);
    }
  }));
