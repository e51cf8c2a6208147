import assert from "node:assert/strict";
import type { LanguageProviderName } from "../../shared/config/chat.ts";
import type { LanguageService } from "../../shared/language/types.ts";
import type { ProviderErrorCode } from "../../shared/provider_error.ts";
import { askWith, chatFailureOf, chatKey, modelOf, promptWith, readParts } from "../support/asking.ts";
import type { LanguageServer, ModelAnswer, Piece } from "../support/language_server.ts";
import { checkEndings } from "./endings.ts";

/** What the contract has to know of a provider. */
export type Subject = {
  name: LanguageProviderName;
  wire: LanguageService["wire"];
  start(): LanguageServer;
  /** "The budget is approved." with a citation of passage 1, then " The roof leaks." with one of passage 4. */
  cited: Piece[];
  /** An error body in the provider's own form that says so. */
  errorBody(said: string): unknown;
  /** What it answers where the prompt is too long. */
  tooLong: { status: number; body: unknown };
  /** What it calls, within a stream, too much work and a fault of its own. */
  streamErrors: { busy: string; broken: string; forbidden: string };
  /** The key that a request came with. */
  keyIn(headers: Headers): string | null;
};

const meanings: Record<number, { code: ProviderErrorCode; handOver: boolean }> = {
  400: { code: "provider_rejected", handOver: false },
  401: { code: "provider_unauthorized", handOver: true },
  402: { code: "provider_quota_exceeded", handOver: true },
  403: { code: "provider_unauthorized", handOver: true },
  404: { code: "provider_rejected", handOver: false },
  422: { code: "provider_rejected", handOver: false },
  429: { code: "provider_unavailable", handOver: true },
  500: { code: "provider_unavailable", handOver: true },
  503: { code: "provider_unavailable", handOver: true },
  529: { code: "provider_unavailable", handOver: true },
};

/** What every adapter has to do, run against its provider's server: answers, errors, keys, time and lost connections. */
export async function checkContract(t: Deno.TestContext, subject: Subject): Promise<void> {
  const { name, wire } = subject;
  await using server = subject.start();
  const model = await modelOf(name, server, { wire });
  const ask = (changes = {}, prompt = promptWith()) => readParts(model.stream(prompt, askWith(changes)));
  const answerWith = (answer: ModelAnswer) => {
    server.script(answer);
    return ask();
  };
  const failure = (changes = {}) => chatFailureOf(ask(changes));

  const usage = { input: 1200, cached: 1000, output: 42 };
  const citedText = "The budget is approved. The roof leaks.";
  for (const chunkBytes of [Infinity, 1, 7]) {
    await t.step(
      `text, citations after what they belong to, and the end, in writes of ${chunkBytes} bytes`,
      async () => {
        server.script({ pieces: subject.cited, usage, chunkBytes });
        const order: string[] = [];
        let text = "";
        for await (const part of model.stream(promptWith(), askWith())) {
          if (part.type === "text") text += part.text;
          else {order.push(
              part.type === "citation" ? `${part.source}:${part.first}-${part.last} after ${text.trim()}` : "end",
            );}
        }
        assert.equal(text, citedText);
        assert.deepEqual(order, [`0:0-0 after The budget is approved.`, `1:0-0 after ${citedText}`, "end"]);
      },
    );
  }

  await t.step("letters of several bytes survive writes of one byte", async () => {
    const said = "Größe: 十分, naïve 👍🏽.";
    assert.equal((await answerWith({ pieces: [said.slice(0, 4), said.slice(4)], chunkBytes: 1 })).text, said);
  });

  await t.step("the end: why, what was used of it all and from the cache, and the model that answered", async () => {
    const { end } = await answerWith({ pieces: ["Yes."], usage });
    const model = wire === "chat" && name === "anthropic" ? "a-model-20260101" : "a-model-2026-01-01";
    const used = { inputTokens: 1200, outputTokens: 42, cachedTokens: 1000 };
    assert.deepEqual(end, { type: "end", finish: "stop", usage: used, model });
  });

  for (const finish of ["length", "refused"] as const) {
    await t.step(`an answer that ends with ${finish} says so, and keeps what came`, async () => {
      const { text, end } = await answerWith({ pieces: ["I can", "not"], finish });
      assert.equal(text, "I cannot");
      assert(end?.type === "end" && end.finish === finish);
    });
    await t.step(`nothing at all that ends with ${finish} is an answer too`, async () => {
      const { text, end } = await answerWith({ pieces: [], finish });
      assert.equal(text, "");
      assert(end?.type === "end" && end.finish === finish);
    });
  }

  await t.step("an empty answer is none", async () => {
    server.script({ pieces: [] });
    const { code, retryable, handOver, message } = await failure();
    assert.deepEqual([code, retryable, handOver], ["provider_answer_invalid", false, false]);
    assert.equal(message, `${name} answered with something that is not an answer`);
  });

  for (const [status, meaning] of Object.entries(meanings)) {
    await t.step(`${status} is ${meaning.code}, and tells what the provider said`, async () => {
      server.script({ status: Number(status), body: subject.errorBody("So it is") });
      const { code, retryable, handOver, message, retrySeconds, status: kept } = await failure();
      assert.deepEqual({ code, handOver }, meaning);
      assert.equal(retryable, code === "provider_unavailable");
      assert.deepEqual([message, retrySeconds, kept], [`${name} answered ${status}: So it is`, 0, Number(status)]);
    });
  }

  await t.step("a prompt that the provider finds too long is told apart, whatever status that has", async () => {
    for (const answer of [subject.tooLong, { status: 413, body: subject.errorBody("Request too large") }]) {
      server.script(answer);
      server.requests.length = 0;
      const { code, retryable, handOver, message } = await failure();
      assert.deepEqual([code, retryable, handOver], ["prompt_too_long", false, true]);
      assert(message.startsWith(`${name} finds the prompt too long: `), message);
      assert.equal(server.requests.length, 1);
    }
  });

  await t.step("a prompt that is longer than the model takes is not sent, nor cut", async () => {
    server.script();
    server.requests.length = 0;
    const small = await modelOf(name, server, { wire, contextTokens: 1000 });
    const { code, message } = await chatFailureOf(
      readParts(small.stream(promptWith({ outputTokens: 900 }), askWith())),
    );
    assert.deepEqual([code, server.requests.length], ["prompt_too_long", 0]);
    assert.match(
      message,
      new RegExp(`^The prompt is too long for ${name}: about \\d+ tokens and 900 for the answer, of 1000`),
    );
  });

  await t.step("Retry-After is kept, as seconds and as a date", async () => {
    const secondsFor = async (retryAfter: string) => {
      server.script({ status: 429, body: subject.errorBody("Slowly"), headers: { "retry-after": retryAfter } });
      return (await failure()).retrySeconds;
    };
    assert.equal(await secondsFor("7"), 7);
    const seconds = await secondsFor(new Date(Date.now() + 90_000).toUTCString());
    assert(seconds >= 88 && seconds <= 90, String(seconds));
  });

  await t.step("an error without a body, or with one that is no JSON, is told by its status", async () => {
    for (const body of ["", "<html>Bad gateway</html>"]) {
      server.script({ status: 502, body, headers: { "content-type": "text/html" } });
      const { code, message } = await failure();
      assert.equal(code, "provider_unavailable");
      assert(message.startsWith(`${name} answered 502: `), message);
    }
  });

  await t.step("nothing is sent twice where it fails", async () => {
    for (const status of [401, 408, 409, 429, 500, 503, 529]) {
      server.script({ status, body: subject.errorBody("No"), headers: { "x-should-retry": "true" } });
      server.requests.length = 0;
      await failure();
      assert.equal(server.requests.length, 1, String(status));
    }
  });

  await t.step("no key and no address is repeated, even where the provider repeats it", async () => {
    const own = "a-key-of-the-caller";
    for (const [key, changes] of [[chatKey, {}], [own, { apiKey: own }]] as const) {
      const said = `Key ${key} may not read https://project.example.com/a?token=secret now`;
      server.script({ status: 401, body: subject.errorBody(said) });
      assert.equal((await failure(changes)).message, `${name} answered 401: Key [redacted] may not read [address] now`);
      server.script({ pieces: [], then: { type: subject.streamErrors.broken, message: said } });
      assert.equal((await failure(changes)).message, `${name} broke off: Key [redacted] may not read [address] now`);
    }
  });

  await t.step("the caller's key takes the place of ours, and without any key nothing is sent", async () => {
    server.script();
    server.requests.length = 0;
    await ask({ apiKey: "a-key-of-the-caller" });
    const headers = server.requests[0]!.headers;
    assert.equal(subject.keyIn(headers), "a-key-of-the-caller");
    assert(![...headers.values()].join("\n").includes(chatKey));
    server.requests.length = 0;
    const keyless = await modelOf(name, server, { wire, apiKey: undefined });
    const { code, handOver } = await chatFailureOf(readParts(keyless.stream(promptWith(), askWith())));
    assert.deepEqual([code, handOver, server.requests.length], ["provider_unauthorized", true, 0]);
  });

  await checkEndings(t, subject, server);

  await t.step("two answers at once do not mix", async () => {
    server.script({ pieces: ["one ", "one "], pauseMs: 5 }, { pieces: ["two ", "two "], pauseMs: 5 });
    const texts = (await Promise.all([ask(), ask()])).map(({ text }) => text);
    assert.deepEqual(texts.toSorted(), ["one one ", "two two "]);
  });

  await t.step("the next call works where the last one failed", async () => {
    server.script({ status: 503, body: subject.errorBody("Later") });
    await failure();
    server.script();
    assert.equal((await ask()).text, "Hello.");
  });

  await t.step("sources, instructions and every turn are sent; nothing is asked to be kept", async () => {
    server.script();
    server.requests.length = 0;
    const turns: Parameters<typeof promptWith>[0] = {
      turns: [
        { role: "user", content: "First question" },
        { role: "assistant", content: "First answer" },
        { role: "user", content: "Second question" },
      ],
    };
    await ask({}, promptWith(turns));
    const sent = JSON.stringify(server.requests[0]!.body);
    for (const text of ["Task: answer", "We approve the budget.", "Repairs begin", "First answer", "Second question"]) {
      assert.equal(sent.split(text).length, 2, text);
    }
    const order = ["We approve", "First question", "First answer", "Second question"].map((text) => sent.indexOf(text));
    assert.deepEqual(order, order.toSorted((a, b) => a - b));
  });

  await t.step("an answer by schema: as it comes, brackets and all", async () => {
    const json = '{"chapters":[[1,2],[3]],"text":"see [[1]]"}';
    server.script({ pieces: [json.slice(0, 20), json.slice(20)] });
    const schema = {
      type: "object",
      properties: { text: { type: "string" } },
      required: ["text"],
      additionalProperties: false,
    };
    const { text, citations } = await ask({}, promptWith({ schema, cites: false }));
    assert.deepEqual([text, citations], [json, []]);
  });
}
