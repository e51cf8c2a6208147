import assert from "node:assert/strict";
import { freePort } from "../../local/ports.ts";
import { askWith, chatFailureOf, emptyAnswer, modelOf, promptWith, readParts } from "../support/asking.ts";
import type { LanguageServer } from "../support/language_server.ts";
import { startRawServer } from "../support/raw_server.ts";
import { until } from "../support/until.ts";
import type { Subject } from "./contract.ts";

/** The part of the contract about answers that do not come to their end: broken, cut off, or stopped by whoever asked. */
export async function checkEndings(t: Deno.TestContext, subject: Subject, server: LanguageServer): Promise<void> {
  const { name, wire } = subject;
  const model = await modelOf(name, server, { wire });
  const ask = (changes = {}) => readParts(model.stream(promptWith(), askWith(changes)));
  const failure = () => chatFailureOf(ask());

  const { busy, broken, forbidden } = subject.streamErrors;
  const within = {
    [busy]: "provider_unavailable",
    [broken]: "provider_unavailable",
    [forbidden]: "provider_unauthorized",
  };
  for (const [type, expected] of Object.entries(within)) {
    for (const pieces of [[], ["Half an "]]) {
      await t.step(`${type} after ${pieces.length} pieces is ${expected}; what came before is there`, async () => {
        server.script({ pieces, then: { type, message: "So it is" } });
        const answer = emptyAnswer();
        const { code, message, handOver } = await chatFailureOf(
          readParts(model.stream(promptWith(), askWith()), answer),
        );
        assert.deepEqual([code, handOver, message], [expected, true, `${name} broke off: So it is`]);
        assert.equal(answer.text.trim(), pieces.join("").trim());
        assert.equal(answer.end, undefined);
      });
    }
  }

  for (const then of ["cut", "close"] as const) {
    await t.step(`a stream that is ${then === "cut" ? "cut off" : "closed early"} is no whole answer`, async () => {
      for (const pieces of [[], ["Half an answer"]]) {
        server.script({ pieces, then });
        const answer = emptyAnswer();
        const { code, retryable, message } = await chatFailureOf(
          readParts(model.stream(promptWith(), askWith()), answer),
        );
        assert.deepEqual([code, retryable, message], [
          "provider_unavailable",
          true,
          `${name} could not be reached, or hung up`,
        ]);
        assert.deepEqual([answer.text, answer.end], [pieces.join(""), undefined]);
      }
    });
  }

  await t.step("a service that is not there, hangs up, or breaks off is worth another try", async () => {
    const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 900\r\n\r\n";
    await using hangsUp = startRawServer(async function* () {});
    await using breaksOff = startRawServer(async function* () {
      yield `${head}data: {"id`;
    });
    for (const port of [freePort(), hangsUp.port, breaksOff.port]) {
      const gone = await modelOf(name, { baseUrl: `http://127.0.0.1:${port}` }, { wire });
      const { code, message } = await chatFailureOf(readParts(gone.stream(promptWith(), askWith())));
      assert.deepEqual([code, message], ["provider_unavailable", `${name} could not be reached, or hung up`]);
    }
  });

  await t.step("a success that is no stream is no answer", async () => {
    for (const [type, body] of [["application/json", "{}"], ["text/html; charset=utf-8", "<html>Hello</html>"]]) {
      server.script({ status: 200, body, headers: { "content-type": type! } });
      const { code, message } = await failure();
      assert.deepEqual([code, message], [
        "provider_answer_invalid",
        `${name} answered with something that is not a stream`,
      ]);
    }
  });

  await t.step("events that are no JSON are no answer", async () => {
    await using odd = startRawServer(async function* () {
      yield "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
      yield "event: message_start\ndata: {cut\n\n";
    });
    const broken = await modelOf(name, { baseUrl: `http://127.0.0.1:${odd.port}` }, { wire });
    const { code, message } = await chatFailureOf(readParts(broken.stream(promptWith(), askWith())));
    assert.deepEqual([code, message], [
      "provider_answer_invalid",
      `${name} answered with something that is not an answer`,
    ]);
  });

  await t.step(
    "a signal that fires before the headers ends it with its reason, and the request within 100 ms",
    async () => {
      await using silent = startRawServer(async function* () {
        yield await new Promise<never>(() => {});
      });
      const mute = await modelOf(name, { baseUrl: `http://127.0.0.1:${silent.port}` }, { wire });
      const stop = new AbortController();
      const reason = new Error("The caller has left");
      const outcome = readParts(mute.stream(promptWith(), askWith({ signal: stop.signal }))).catch((error) => error);
      await until(() => silent.requests[0]);
      const stopped = performance.now();
      stop.abort(reason);
      assert.equal(await outcome, reason);
      await until(() => silent.open() === 0 || undefined);
      assert(performance.now() - stopped < 100);
    },
  );

  for (const pieces of [[], ["First."]]) {
    await t.step(`a signal that fires after ${pieces.length} pieces does so too, and what came is there`, async () => {
      server.script({ pieces, then: "hang" });
      const stop = new AbortController();
      const reason = new Error("The caller has left");
      const sent = server.requests.length;
      const answer = emptyAnswer();
      const outcome = readParts(model.stream(promptWith(), askWith({ signal: stop.signal })), answer).catch((error) =>
        error
      );
      const request = await until(() => server.requests[sent]);
      await until(() => answer.text === pieces.join("") || undefined);
      const stopped = performance.now();
      stop.abort(reason);
      assert.equal(await outcome, reason);
      assert(await until(() => request.leftAt) - stopped < 100);
    });
  }

  await t.step("whoever leaves the loop ends the request within 100 ms", async () => {
    server.script({ pieces: ["First."], then: "hang" });
    const sent = server.requests.length;
    let stopped = 0;
    for await (const _ of model.stream(promptWith(), askWith())) {
      stopped = performance.now();
      break;
    }
    assert(performance.now() - stopped < 100);
    assert(await until(() => server.requests[sent]!.leftAt) - stopped < 100);
  });

  await t.step("whoever leaves while he waits for the next part ends the request within 100 ms", async () => {
    server.script({ pieces: ["First."], then: "hang" });
    const sent = server.requests.length;
    const parts = model.stream(promptWith(), askWith())[Symbol.asyncIterator]();
    await parts.next();
    const waiting = parts.next().catch(() => undefined);
    const stopped = performance.now();
    await parts.return?.();
    assert(performance.now() - stopped < 100);
    assert(await until(() => server.requests[sent]!.leftAt) - stopped < 100);
    await waiting;
  });

  await t.step("a signal that has fired already sends nothing", async () => {
    server.requests.length = 0;
    const reason = new Error("Too late");
    assert.equal(await ask({ signal: AbortSignal.abort(reason) }).catch((error) => error), reason);
    assert.equal(server.requests.length, 0);
  });
}
