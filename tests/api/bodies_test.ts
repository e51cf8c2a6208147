import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createApi } from "../../functions/api/app.ts";
import { maxFormBytes, maxJsonBytes } from "../../functions/api/input.ts";
import { createCallback } from "../../functions/callback/app.ts";
import { createWorker } from "../../functions/worker/app.ts";
import { startApi } from "../support/api.ts";
import { OpenApiDocument } from "../support/openapi.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { serveApi } from "../support/served_api.ts";
import { testServer } from "../support/test_server.ts";

const mebibyte = 1024 * 1024;
const json = { "content-type": "application/json" };

/** Pieces of a body that does not say how long it is. */
function endless(megabytes: number): ReadableStream<Uint8Array> {
  return ReadableStream.from((function* () {
    for (let i = 0; i < megabytes * 16; i++) yield new TextEncoder().encode(" ".repeat(mebibyte / 16));
  })());
}

Deno.test("bodies that are too much, on every route that takes one", async (t) => {
  await using api = await startApi();
  const admin = await addPerson(api.database.sql, { isAdmin: true });
  const app = createApi(api.deps);
  const document = OpenApiDocument.parse(await (await api.call(undefined, "GET", "/openapi.json")).json());
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const types = Object.keys(requestBody?.content ?? {});
      const filled = path.replace("/api", "").replace("{position}", "0").replace("{key}", "keep_events_days").replace(
        "{kind}",
        "summary",
      )
        .replaceAll(/\{\w*id\}/g, crypto.randomUUID());
      return types.length === 0
        ? []
        : [{ route: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path: filled, types }];
    })
  );
  assert(routes.length > 20);

  for (const { route, method, path, types } of routes) {
    const send = async (body: BodyInit, headers: Record<string, string>) => {
      const init = { method, body, headers: { authorization: `Bearer ${admin.token}`, ...headers } };
      const began = performance.now();
      const outcome = await outcomeOfResponse(await app.request(`/api${path}`, init));
      return { outcome, ms: performance.now() - began };
    };
    const isJson = types.includes("application/json");
    const isForm = types.includes("multipart/form-data");
    const isOpenai = path.startsWith("/v1/");
    const mostBytes = isForm ? isOpenai ? 26 * mebibyte : maxFormBytes : maxJsonBytes;

    await t.step(`${route} refuses a body that is too large, said or not`, async () => {
      const type = isForm ? { "content-type": "multipart/form-data; boundary=x" } : json;
      const { outcome } = await send(" ".repeat(10), { ...type, "content-length": String(mostBytes + 1) });
      assert.equal(outcome, "413 body_too_large");
      if (isForm && isOpenai) return;
      assert.equal((await send(endless(mostBytes / mebibyte + 1), type)).outcome, "413 body_too_large");
    });

    await t.step(`${route} unpacks nothing`, async () => {
      const bomb = gzipSync(new Uint8Array(100 * mebibyte));
      const type = isJson ? json : { "content-type": "multipart/form-data; boundary=x" };
      const { outcome, ms } = await send(bomb, { ...type, "content-encoding": "gzip" });
      assert.equal(outcome, `${isOpenai ? 400 : 415} media_type_not_supported`);
      assert(ms < 1000, `It took ${ms} ms`);
    });

    if (isJson) {
      await t.step(`${route} refuses JSON of a million levels before it is parsed`, async () => {
        for (const [open, close] of [["[", "]"], ['{"a":', "}"]]) {
          const levels = Math.floor(maxJsonBytes / (open!.length + 1)) - 1;
          const body = `${open!.repeat(levels)}1${close!.repeat(levels)}`;
          const { outcome, ms } = await send(body, json);
          assert.equal(outcome, "400 invalid_json");
          assert(ms < 1000, `It took ${ms} ms`);
        }
      });
    }

    if (isForm) {
      await t.step(`${route} refuses a form of a hundred thousand parts before it is taken apart`, async () => {
        const form = `${"--x\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n".repeat(100_000)}--x--\r\n`;
        for (const headers of [{}, { "idempotency-key": "parts" }]) {
          const type = { "content-type": "multipart/form-data; boundary=x" };
          const { outcome, ms } = await send(form, { ...type, ...headers });
          assert.match(outcome, /^4\d\d invalid_request$/);
          assert(ms < 1500, `It took ${ms} ms`);
        }
      });
    }
  }
});

Deno.test("bodies as they come over the network", async (t) => {
  await using served = await serveApi();
  const { ann, base } = served;
  const { hostname, port, pathname } = new URL(`${base}/entries`);
  const head = [
    `POST ${pathname} HTTP/1.1`,
    "host: x",
    `authorization: Bearer ${ann.token}`,
    "content-type: application/json",
  ];

  /** Sends a head and then pieces until something is answered; tells what, and how much was sent. */
  const talk = async (lines: string[], pieces: Iterable<string>) => {
    const connection = await Deno.connect({ hostname, port: Number(port) });
    let [answer, sent] = ["", 0];
    const reading = (async () => {
      const buffer = new Uint8Array(64 * 1024);
      while (!answer.includes("\r\n\r\n")) {
        const count = await connection.read(buffer);
        if (count === null) return;
        answer += new TextDecoder().decode(buffer.subarray(0, count));
      }
    })();
    try {
      await connection.write(new TextEncoder().encode([...lines, "", ""].join("\r\n")));
      for (const piece of pieces) {
        if (answer !== "") break;
        const bytes = new TextEncoder().encode(piece);
        for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
        sent += bytes.length;
        await new Promise((resolve) => setTimeout(resolve));
      }
    } catch {
      // The other side has heard enough and closed.
    }
    await reading.catch(() => {});
    connection.close();
    return { status: Number(answer.split(" ")[1]), sent };
  };
  const isAlive = async () =>
    assert.equal((await fetch(`${base}/health/live`).then((response) => response.json())).ok, true);

  await t.step("in chunks without an end are cut off", async () => {
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    const { status, sent } = await talk([...head, "transfer-encoding: chunked"], Array(1000).fill(chunk));
    assert.equal(status, 413);
    assert(sent < 20 * mebibyte, `${sent} bytes were read`);
    await isAlive();
  });

  await t.step("are as long as they say, whatever follows", async () => {
    const text = '{"kind":"text","text":"Hello"}';
    const { status } = await talk([...head, `content-length: ${text.length}`], [text + " ".repeat(mebibyte)]);
    assert.equal(status, 201);
    const unreadable = await talk([...head, "content-length: 12, 13"], [text]);
    assert(!(unreadable.status < 400), String(unreadable.status));
    await isAlive();
  });

  await t.step("are not read behind headers of a megabyte, or thousands of them", async () => {
    for (const more of [[`x-more: ${"x".repeat(mebibyte)}`], Array.from({ length: 5000 }, (_, i) => `x-${i}: 1`)]) {
      const { status } = await talk([...head, ...more, "content-length: 2"], ["{}"]);
      assert(!(status < 400), String(status));
      await isAlive();
    }
  });
});

Deno.test("bodies for the other functions", async (t) => {
  await using api = await startApi();
  const speech = () => Promise.reject(new Error("Nothing is transcribed"));
  const worker = createWorker({ ...api.deps, speech, waitUntil: () => {} });
  const bomb = { method: "POST", body: gzipSync(new Uint8Array(mebibyte)) };
  const encoded = { "content-encoding": "gzip", "x-provider-key": "sk-of-a-caller", ...json };

  await t.step("are not unpacked either", async () => {
    const apikey = testServer().keys.workerKey;
    const asked = await worker.request("/worker", { ...bomb, headers: { ...encoded, apikey } });
    assert.equal(await outcomeOfResponse(asked), "415 media_type_not_supported");
    const called = await createCallback(api.deps).request("/callback/deepgram", { ...bomb, headers: encoded });
    assert.equal(await outcomeOfResponse(called), "415 media_type_not_supported");
  });

  await t.step("are not read before whoever calls has proven who they are", async () => {
    let pulled = 0;
    const body = new ReadableStream({ pull: (controller) => (pulled++, controller.enqueue(new Uint8Array(1024))) }, {
      highWaterMark: 0,
    });
    const refused = await worker.request("/worker", {
      method: "POST",
      body,
      headers: { "x-provider-key": "sk-of-a-caller" },
    });
    assert.equal(await outcomeOfResponse(refused), "401 worker_key_invalid");
    assert(pulled <= 1, `${pulled} pieces were read`);
  });
});
