import assert from "node:assert/strict";
import { freePort } from "../../local/ports.ts";
import { startOpenAiServer } from "../support/openai_server.ts";
import { until } from "../support/until.ts";
import { apiKey, failureOf, someAudio, transcribe, transcriberOf } from "../support/transcribing.ts";

const said = { body: { error: { message: "So it is", type: "an_error", code: null, param: null } } };

Deno.test("how the openai adapter fails", async (t) => {
  await using server = startOpenAiServer();

  const codes = {
    400: "provider_rejected",
    401: "provider_unauthorized",
    403: "provider_unauthorized",
    404: "provider_rejected",
    408: "provider_unavailable",
    409: "provider_unavailable",
    413: "provider_rejected",
    422: "provider_rejected",
    425: "provider_unavailable",
    429: "provider_unavailable",
    500: "provider_unavailable",
    502: "provider_unavailable",
    503: "provider_unavailable",
  };
  for (const [status, expected] of Object.entries(codes)) {
    await t.step(`${status} is ${expected}, and tells what the provider said`, async () => {
      server.script({ status: Number(status), ...said });
      const { code, retryable, retrySeconds, message } = await failureOf(transcriberOf(server));
      assert.deepEqual([code, retryable], [expected, expected === "provider_unavailable"]);
      assert.deepEqual([retrySeconds, message], [0, `openai answered ${status}: So it is`]);
    });
  }

  await t.step("Retry-After is kept, as seconds and as a date, and nonsense counts as nothing", async () => {
    const secondsFor = async (retryAfter: string) => {
      server.script({ status: 429, ...said, headers: { "retry-after": retryAfter } });
      return (await failureOf(transcriberOf(server))).retrySeconds;
    };
    assert.equal(await secondsFor("7"), 7);
    const seconds = await secondsFor(new Date(Date.now() + 90_000).toUTCString());
    assert(seconds >= 88 && seconds <= 90, String(seconds));
    assert.equal(await secondsFor("Wed, 21 Oct 2015 07:28:00 GMT"), 0);
    assert.equal(await secondsFor("soon"), 0);
    assert.equal(await secondsFor("-5"), 0);
  });

  await t.step("an error without a body, or with one that is no JSON, is told by its status", async () => {
    for (const body of ["", "<html>Bad gateway</html>"]) {
      server.script({ status: 502, body, headers: { "content-type": "text/html" } });
      const { code, message } = await failureOf(transcriberOf(server));
      assert.equal(code, "provider_unavailable");
      assert.match(message, /^openai answered 502: /);
    }
  });

  await t.step("the key is not repeated, even where the provider repeats it", async () => {
    const body = { error: { message: `Incorrect API key provided: ${apiKey}. Ask for another one.` } };
    server.script({ status: 401, body });
    const { message } = await failureOf(transcriberOf(server));
    assert.equal(message, "openai answered 401: Incorrect API key provided: [redacted]. Ask for another one.");
  });

  await t.step("a call that is stopped ends at once, with the reason of whoever stopped it", async () => {
    server.script("hang");
    const stop = new AbortController();
    const reason = new Error("The worker is about to end");
    const sent = server.requests.length;
    const outcome = transcriberOf(server).transcribe(someAudio, {}, stop.signal).catch((error) => error);
    await until(() => server.requests[sent]);
    stop.abort(reason);
    assert.equal(await outcome, reason);
  });

  await t.step("a call that takes too long ends with the time-out of its signal", async () => {
    server.script("hang");
    const error = await transcriberOf(server).transcribe(someAudio, {}, AbortSignal.timeout(50)).catch((cause) =>
      cause
    );
    assert(error instanceof DOMException);
    assert.equal(error.name, "TimeoutError");
  });

  await t.step("a service that cannot be reached, or that hangs up, is worth another try", async () => {
    const unreachable = { baseUrl: `http://127.0.0.1:${freePort()}/v1` };
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const hangsUp = { baseUrl: `http://127.0.0.1:${listener.addr.port}/v1` };
    const accepting = (async () => {
      for await (const connection of listener) connection.close();
    })();
    for (const service of [unreachable, hangsUp]) {
      const { code, retryable, message } = await failureOf(transcriberOf(service));
      assert.deepEqual([code, retryable], ["provider_unavailable", true]);
      assert.match(message, /^openai could not be reached: /);
    }
    listener.close();
    await accepting.catch(() => {});
  });

  await t.step("a connection that is cut within the answer is worth another try", async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const answering = (async () => {
      const connection = await listener.accept();
      await connection.read(new Uint8Array(65_536));
      const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"text": "Hel';
      await connection.write(new TextEncoder().encode(head));
      connection.close();
    })();
    const { code, retryable } = await failureOf(
      transcriberOf({ baseUrl: `http://127.0.0.1:${listener.addr.port}/v1` }),
    );
    await answering;
    assert.deepEqual([code, retryable], ["provider_unavailable", true]);
  });

  await t.step("the next call works where the last one failed", async () => {
    const transcriber = transcriberOf(server);
    server.script({ status: 503, ...said }, { body: { text: "Hello" } });
    await failureOf(transcriber);
    assert.equal((await transcribe(transcriber)).text, "Hello");
  });
});
