import assert from "node:assert/strict";
import { createGuardedFetch, type GuardedFetchOptions } from "../../shared/net/guarded_fetch.ts";
import { type Parts, type RawServer, startRawServer } from "../support/raw_server.ts";
import { until } from "../support/until.ts";

const limits = { connectMs: 2000, answerMs: 300, silenceMs: 300 };
const local = (changes: Partial<GuardedFetchOptions> = {}) =>
  createGuardedFetch({ allowPrivate: true, limits, ...changes });
const at = ({ port }: RawServer, path = "/") => `http://127.0.0.1:${port}${path}`;
const ok = "HTTP/1.1 200 OK\r\n";

async function* keepSilent(...parts: string[]) {
  yield* parts;
  await new Promise(() => {});
}

async function* send(...parts: (string | Uint8Array)[]) {
  for (const part of parts) yield part;
}

/** Sends parts so far apart that they arrive one by one. */
async function* sendSlowly(...parts: string[]) {
  for (const part of parts) {
    yield part;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("answers are read as they were sent", async (t) => {
  const cases: [string, Parts, string][] = [
    ["with a length", send(`${ok}content-length: 5\r\n\r\nHello`), "Hello"],
    ["no further than their length", send(`${ok}content-length: 5\r\n\r\nHello and more`), "Hello"],
    ["until the connection ends", send(`${ok}\r\nHello`), "Hello"],
    ["in chunks", send(`${ok}transfer-encoding: chunked\r\n\r\n2\r\nHe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n`), "Hello"],
    ["byte by byte", sendSlowly(..."HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nHi".match(/.{1,7}/gs)!), "Hi"],
    [
      "behind early hints",
      send(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${ok}content-length: 2\r\n\r\nHi`),
      "Hi",
    ],
    ["empty", send("HTTP/1.1 204 No Content\r\n\r\n"), ""],
    ["of an older version", send("HTTP/1.0 200 OK\r\n\r\nHello"), "Hello"],
  ];
  for (const [how, parts, expected] of cases) {
    await t.step(how, async () => {
      await using server = startRawServer(() => parts);
      const response = await local()(at(server));
      assert.equal(await response.text(), expected);
      await until(() => server.open() === 0 || undefined);
    });
  }

  await t.step("with their headers, and names in any bytes", async () => {
    const bytes = new TextEncoder().encode(`${ok}X-Name: é\r\ncontent-length: 0\r\n\r\n`);
    await using server = startRawServer(() => send(bytes));
    const response = await local()(at(server));
    assert.equal(await response.text(), "");
    assert.equal(response.headers.get("x-name"), "\u00c3\u00a9");
  });

  await t.step("with megabytes, at the reader's pace, and not at all once it stops", async () => {
    let sent = 0;
    const megabyte = new Uint8Array(1024 * 1024).fill(7);
    await using server = startRawServer(async function* () {
      yield `${ok}content-length: ${300 * megabyte.length}\r\n\r\n`;
      for (; sent < 300; sent++) yield megabyte;
    });
    const reader = (await local()(at(server))).body!.getReader();
    for (let read = 0; read < 5 * megabyte.length;) read += (await reader.read()).value!.length;
    await reader.cancel();
    await until(() => server.open() === 0 || undefined);
    assert(sent < 60, `${sent} MiB were sent`);
  });
});

Deno.test("a request says what was asked, once, on its own connection", async () => {
  await using server = startRawServer(() => send(`${ok}content-length: 0\r\n\r\n`));
  const response = await local()(at(server, "/a%20b?c=d#e"), {
    method: "POST",
    headers: { "X-Own": "1" },
    body: "Grüße",
  });
  await response.text();
  const lines = server.requests[0]!.split("\r\n");
  assert.equal(lines[0], "POST /a%20b?c=d HTTP/1.1");
  for (const line of [`host: 127.0.0.1:${server.port}`, "connection: close", "x-own: 1", "content-length: 7"]) {
    assert(lines.includes(line), `${line} is not in ${lines}`);
  }
});

Deno.test("what is broken is told by the host and nothing else", async (t) => {
  const endless = async function* (part: string, begin = ok) {
    yield begin;
    for (;;) yield part.repeat(1000);
  };
  const cases: [string, () => Parts, RegExp][] = [
    ["no HTTP", () => send("SSH-2.0-OpenSSH_9\r\n\r\n"), /broke off its answer/],
    ["nothing", () => send(), /broke off its answer/],
    ["an end within the headers", () => send(`${ok}content-le`), /broke off its answer/],
    ["an end within the body", () => send(`${ok}content-length: 9\r\n\r\nHello`), /broke off its answer/],
    ["an end within the chunks", () => send(`${ok}transfer-encoding: chunked\r\n\r\n5\r\nHello\r\n`), /broke off/],
    ["a length that is none", () => send(`${ok}content-length: -1\r\n\r\nHello`), /broke off its answer/],
    ["two lengths", () => send(`${ok}content-length: 5\r\ncontent-length: 6\r\n\r\nHello!`), /broke off its answer/],
    ["headers without end", () => endless("a: b\r\n"), /broke off its answer/],
    ["a header without end", () => endless("a"), /broke off its answer/],
    [
      "a chunk's length without end",
      () => endless("1", `${ok}transfer-encoding: chunked\r\n\r\n`),
      /broke off its answer/,
    ],
    ["silence", () => keepSilent(), /does not answer in time/],
  ];
  for (const [what, answer, message] of cases) {
    await t.step(what, async () => {
      await using server = startRawServer(answer);
      const read = async () => await (await local()(at(server, "/secret?token=secret"))).text();
      await assert.rejects(read, (error: Error) => {
        assert.equal(error.name, "Unreachable");
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    });
  }

  await t.step("silence in the middle of a body", async () => {
    await using server = startRawServer(() => keepSilent(`${ok}content-length: 9\r\n\r\nHello`));
    const response = await local()(at(server));
    await assert.rejects(response.text(), { name: "Unreachable", message: "'127.0.0.1' does not answer in time" });
  });

  await t.step("nobody at the port", async () => {
    const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    free.close();
    await assert.rejects(local()(`http://127.0.0.1:${free.addr.port}/`), { message: /does not take connections/ });
  });

  await t.step("a name that nobody has", async () => {
    const resolve = () => Promise.resolve([]);
    await assert.rejects(local({ resolve })("http://nowhere.example/"), { message: /is not a host that is known/ });
  });

  await t.step("a signal, at once and in the middle of a body", async () => {
    await using server = startRawServer(() => keepSilent(`${ok}content-length: 9\r\n\r\nHello`));
    await assert.rejects(local()(at(server), { signal: AbortSignal.abort(new Error("Enough")) }), {
      message: "Enough",
    });
    const abort = new AbortController();
    const response = await local()(at(server), { signal: abort.signal });
    const text = response.text();
    abort.abort(new Error("Enough now"));
    await assert.rejects(text, { message: "Enough now" });
    await until(() => server.open() === 0 || undefined);
  });
});
