import assert from "node:assert/strict";
import { freePort } from "../../local/ports.ts";
import type { ProviderName } from "../../shared/config/speech.ts";
import type { ProviderErrorCode } from "../../shared/provider_error.ts";
import type { Transcript } from "../../shared/transcript.ts";
import type { ProviderServer } from "../support/provider_server.ts";
import { readAnswerFixture } from "../support/speech_fixtures.ts";
import { apiKey, callWith, failureOf, someAudio, transcribe, transcriberOf } from "../support/transcribing.ts";
import { until } from "../support/until.ts";

/** What the contract has to know of a provider. */
export type Subject = {
  name: ProviderName;
  start(): Promise<ProviderServer>;
  /** A model that tells speakers apart, and one that gives words; often the same. */
  models: { speakers: string; words: string };
  /** Three hours of speech in the provider's own form, of this many words that begin 400 ms apart. */
  longResult(words: string[]): Record<string, unknown>;
  /** An error body in the provider's own form that says so. */
  errorBody(said: string): unknown;
  /** What it answers when the account has run dry. */
  runDry: { status: number; body: unknown };
};

const meanings: Record<number, { code: ProviderErrorCode; handOver: boolean }> = {
  400: { code: "provider_rejected", handOver: false },
  401: { code: "provider_unauthorized", handOver: true },
  402: { code: "provider_quota_exceeded", handOver: true },
  403: { code: "provider_unauthorized", handOver: true },
  404: { code: "provider_rejected", handOver: false },
  408: { code: "provider_unavailable", handOver: true },
  409: { code: "provider_unavailable", handOver: true },
  413: { code: "provider_rejected", handOver: false },
  422: { code: "provider_rejected", handOver: false },
  425: { code: "provider_unavailable", handOver: true },
  429: { code: "provider_unavailable", handOver: true },
  500: { code: "provider_unavailable", handOver: true },
  503: { code: "provider_unavailable", handOver: true },
};

/** What every adapter has to do, run against its provider's server: results, errors, keys, time and lost connections. */
export async function checkContract(t: Deno.TestContext, subject: Subject): Promise<void> {
  const { name, models } = subject;
  await using server = await subject.start();
  const fixture = (result: string) => readAnswerFixture(`${name}/${result}`);
  const transcriber = await transcriberOf(name, server, { model: models.words });
  const submit = (call = callWith()) => transcriber.submit(someAudio, {}, call);

  await t.step("words: in order, none ends before it begins, each within the whole", async () => {
    server.result = await fixture("words");
    const transcript = await transcribe(transcriber, server);
    assert.equal(transcript.language, "en");
    assert(transcript.text.length > 10);
    assert(transcript.segments.length > 0);
    checkTimes(transcript);
  });

  await t.step("speakers: A, B, C in order of first appearance, whatever the provider calls them", async () => {
    server.result = await fixture("speakers");
    const speaking = await transcriberOf(name, server, { model: models.speakers });
    const transcript = await transcribe(speaking, server, { diarize: true });
    checkTimes(transcript);
    assert.deepEqual(transcript.segments.map(({ speaker }) => speaker), ["A", "B", "A"]);
    assert.deepEqual(transcript.segments.map(({ text }) => text), ["Is it on?", "Yes, it is.", "Good."]);
    assert.equal(transcript.text, "Is it on? Yes, it is. Good.");
  });

  await t.step("silence: a transcript without segments", async () => {
    server.result = await fixture("silence");
    const { text, segments } = await transcribe(transcriber, server);
    assert.deepEqual([text, segments], ["", []]);
  });

  await t.step("three hours with 27,000 words: all of them, in order", async () => {
    const words = Array.from({ length: 27_000 }, (_, index) => index % 10 === 9 ? `word${index}.` : `word${index}`);
    server.result = subject.longResult(words);
    const started = performance.now();
    const transcript = await transcribe(transcriber, server);
    console.log(`    ${name}: ${Math.round(performance.now() - started)} ms, with the transfer`);
    const spoken = transcript.segments.flatMap((segment) => segment.words ?? []);
    assert.deepEqual(spoken.map(({ text }) => text), words);
    assert.equal(transcript.segments.map(({ text }) => text).join(" "), words.join(" "));
    assert.equal(transcript.segments.length, 2700);
    assert.equal(spoken.at(-1)?.start_ms, 26_999 * 400);
    server.result = await fixture("words");
  });

  for (const [status, meaning] of Object.entries(meanings)) {
    await t.step(`${status} is ${meaning.code}, and tells what the provider said`, async () => {
      server.script({ status: Number(status), body: subject.errorBody("So it is") });
      const { code, retryable, handOver, message, retrySeconds, status: kept } = await failureOf(submit());
      assert.deepEqual({ code, handOver }, meaning);
      assert.equal(retryable, code === "provider_unavailable");
      assert.deepEqual([message, retrySeconds, kept], [`${name} answered ${status}: So it is`, 0, Number(status)]);
    });
  }

  await t.step("an account that has run dry is told apart from too many calls", async () => {
    server.script(subject.runDry);
    const { code, retryable, handOver } = await failureOf(submit());
    assert.deepEqual([code, retryable, handOver], ["provider_quota_exceeded", false, true]);
  });

  await t.step("Retry-After is kept, as seconds and as a date, and nonsense counts as nothing", async () => {
    const secondsFor = async (retryAfter: string) => {
      server.script({ status: 429, body: subject.errorBody("Slowly"), headers: { "retry-after": retryAfter } });
      return (await failureOf(submit())).retrySeconds;
    };
    assert.equal(await secondsFor("7"), 7);
    const seconds = await secondsFor(new Date(Date.now() + 90_000).toUTCString());
    assert(seconds >= 88 && seconds <= 90, String(seconds));
    for (const nonsense of ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-5"]) {
      assert.equal(await secondsFor(nonsense), 0, nonsense);
    }
  });

  await t.step("an error without a body, or with one that is no JSON, is told by its status", async () => {
    for (const body of ["", "<html>Bad gateway</html>"]) {
      server.script({ status: 502, body, headers: { "content-type": "text/html" } });
      const { code, message } = await failureOf(submit());
      assert.equal(code, "provider_unavailable");
      assert(message.startsWith(`${name} answered 502: `), message);
    }
  });

  await t.step("no key and no address is repeated, even where the provider repeats it", async () => {
    const repeat = async (key: string, call = callWith()) => {
      const said = `Key ${key} may not read https://project.example.com/a.mp3?token=secret now`;
      server.script({ status: 401, body: subject.errorBody(said) });
      return (await failureOf(submit(call))).message;
    };
    const expected = `${name} answered 401: Key [redacted] may not read [address] now`;
    assert.equal(await repeat(apiKey), expected);
    assert.equal(await repeat("a-key-of-the-caller", callWith({ apiKey: "a-key-of-the-caller" })), expected);
  });

  await t.step("the caller's key takes the place of ours, and without any key nothing is sent", async () => {
    server.script();
    server.requests.length = 0;
    await submit(callWith({ apiKey: "a-key-of-the-caller" }));
    const headers = server.requests.flatMap((request) => [...request.headers.values()]).join("\n");
    assert(headers.includes("a-key-of-the-caller"));
    assert(!headers.includes(apiKey));
    server.requests.length = 0;
    const keyless = await transcriberOf(name, server, { model: models.words, apiKey: undefined });
    const { code, handOver } = await failureOf(keyless.submit(someAudio, {}, callWith()));
    assert.deepEqual([code, handOver, server.requests.length], ["provider_unauthorized", true, 0]);
  });

  await t.step("a call that is stopped ends at once, with the reason of whoever stopped it", async () => {
    server.script("hang");
    const stop = new AbortController();
    const reason = new Error("The worker is about to end");
    const sent = server.requests.length;
    const outcome = submit(callWith({ signal: stop.signal })).catch((error) => error);
    await until(() => server.requests[sent]);
    stop.abort(reason);
    assert.equal(await outcome, reason);
  });

  await t.step("a call that takes too long ends with the time-out of its signal", async () => {
    server.script("hang");
    const error = await submit(callWith({ signal: AbortSignal.timeout(50) })).catch((cause) => cause);
    assert(error instanceof DOMException);
    assert.equal(error.name, "TimeoutError");
  });

  await t.step(
    "a service that is not there, hangs up, or breaks off within its answer is worth another try",
    async () => {
      await using hangsUp = startBrokenServer("");
      await using breaksOff = startBrokenServer('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"text": "Hel');
      for (const { baseUrl } of [{ baseUrl: `http://127.0.0.1:${freePort()}` }, hangsUp, breaksOff]) {
        const gone = await transcriberOf(name, { baseUrl }, { model: models.words });
        const { code, retryable, message } = await failureOf(gone.submit(someAudio, {}, callWith()));
        assert.deepEqual([code, retryable], ["provider_unavailable", true]);
        assert.equal(message, `${name} could not be reached, or hung up`);
      }
    },
  );

  const senseless = {
    "JSON that is cut off": '{"text": "Hel',
    "no JSON at all": "<html>Bad gateway</html>",
    "nothing": "",
    "null": "null",
    "a list": "[]",
    "another object": '{"task":"transcribe"}',
  };
  for (const [what, body] of Object.entries(senseless)) {
    await t.step(`${what}: an answer that is not worth another try`, async () => {
      server.script({ body });
      const { code, retryable, handOver, message } = await failureOf(submit());
      assert.deepEqual([code, retryable, handOver], ["provider_answer_invalid", false, false]);
      assert.equal(message, `${name} answered with something that is not a transcription`);
    });
  }

  await t.step("the next call works where the last one failed", async () => {
    server.script({ status: 503, body: subject.errorBody("Later") });
    await failureOf(submit());
    server.script();
    assert((await transcribe(transcriber, server)).text);
  });

  await t.step("later: there for those that answer later, and for them only", () => {
    assert.equal(transcriber.later !== undefined, transcriber.abilities.answers === "later");
  });
}

function checkTimes({ segments }: Transcript) {
  let last = 0;
  for (const { start_ms, end_ms, words } of segments) {
    assert(start_ms != null && end_ms != null && start_ms <= end_ms, "A segment has no times");
    for (const word of words ?? []) {
      assert(last <= word.start_ms && word.start_ms <= word.end_ms, `The word at ${word.start_ms} is out of order`);
      assert(start_ms <= word.start_ms && word.end_ms <= end_ms, `The word at ${word.start_ms} is not in its segment`);
      last = word.start_ms;
    }
  }
}

/** A server that sends these bytes to whoever asks, and closes the connection. */
function startBrokenServer(bytes: string): AsyncDisposable & { baseUrl: string } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answer = async (connection: Deno.Conn) => {
    await connection.read(new Uint8Array(65_536));
    await connection.write(new TextEncoder().encode(bytes));
    connection.close();
  };
  const serving = (async () => {
    for await (const connection of listener) await answer(connection);
  })();
  return {
    baseUrl: `http://127.0.0.1:${listener.addr.port}`,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await serving.catch(() => {});
    },
  };
}
