import assert from "node:assert/strict";
import { joinBytes } from "../../shared/media/bytes.ts";
import { openHttpSource } from "../../shared/media/http_source.ts";
import { startAudioServer } from "../support/audio.ts";

function makeBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (index * 2_654_435_761) >>> 24);
}

const answer = (status: number, body: BodyInit | null, headers: HeadersInit = {}) => () =>
  Promise.resolve(new Response(body, { status, headers }));

Deno.test("any part of a file reads right, within a block, across blocks and past the end", async () => {
  const bytes = makeBytes(3_000_000);
  await using server = startAudioServer(bytes);
  const source = await openHttpSource(server.url, fetch);
  assert.equal(source.size, bytes.length);
  assert.deepEqual(source.head, bytes.subarray(0, 262_144));
  const parts = [[0, 10], [262_140, 262_150], [1_310_719, 1_310_721], [200_000, 2_900_000], [2_999_990, 9_000_000], [
    4_000_000,
    4_000_001,
  ]];
  for (const [start = 0, end = 0] of parts) {
    assert.deepEqual(await source.read(start, end), bytes.slice(start, end), `${start}-${end}`);
  }
});

Deno.test("a small file takes one request, and neighbouring reads share one", async () => {
  await using server = startAudioServer(makeBytes(200_000));
  const small = await openHttpSource(server.url, fetch);
  await small.read(0, 200_000);
  for await (const _chunk of small.stream(100, 200_000));
  assert.equal(server.requests, 1);
  server.serve(makeBytes(1_000_000));
  const large = await openHttpSource(server.url, fetch);
  server.requests = 0;
  await Promise.all([large.read(300_000, 300_010), large.read(500_000, 500_010), large.read(900_000, 900_010)]);
  assert.equal(server.requests, 1);
});

Deno.test("a stream gives just the part that was asked for and stops when its reader does", async () => {
  const bytes = makeBytes(30_000_000);
  await using server = startAudioServer(bytes);
  const source = await openHttpSource(server.url, fetch);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.stream(200_000, 5_000_000)) chunks.push(chunk);
  assert.deepEqual(joinBytes(chunks), bytes.slice(200_000, 5_000_000));
  for await (const chunk of source.stream(262_144, 30_000_000)) {
    assert.ok(chunk.length > 0 && chunk.length < 30_000_000);
    break;
  }
});

Deno.test("reading in circles ends after twice the file", async () => {
  await using server = startAudioServer(makeBytes(12_000_000));
  const source = await openHttpSource(server.url, fetch);
  const readInCircles = async () => {
    for (let at = 0;; at = (at + 5_000_000) % 12_000_000) await source.read(at, at + 2_000_000);
  };
  await assert.rejects(readInCircles, { code: "file_truncated" });
  assert.ok(server.bytesSent < 34_000_000, String(server.bytesSent));
});

Deno.test("a file that is replaced between two reads is noticed", async () => {
  await using server = startAudioServer(makeBytes(3_000_000));
  const source = await openHttpSource(server.url, fetch);
  server.serve(makeBytes(3_000_000));
  await assert.rejects(source.read(2_000_000, 2_000_001), { code: "object_changed" });
});

Deno.test("an object that is not there is told from a Storage that does not answer", async () => {
  const missing = JSON.stringify({ statusCode: "404", error: "not_found" });
  const range = { "content-range": "bytes 0-9/10" };
  const cases = [
    [answer(400, missing), "upload_missing"],
    [answer(404, "gone"), "upload_missing"],
    [answer(400, JSON.stringify({ statusCode: "400", error: "InvalidJWT" })), "storage_unavailable"],
    [answer(503, missing), "storage_unavailable"],
    [answer(200, "all of it"), "storage_unavailable"],
    [answer(206, "no length"), "storage_unavailable"],
    [answer(206, "too short", range), "storage_unavailable"],
    [() => Promise.reject(new TypeError("connection refused")), "storage_unavailable"],
  ] as const;
  for (const [fetch, code] of cases) {
    await assert.rejects(openHttpSource("http://storage/?token=secret", fetch), { code });
  }
});

Deno.test("no error repeats the signed URL", async () => {
  const failing = () => Promise.reject(new TypeError("connection refused"));
  await assert.rejects(
    openHttpSource("http://storage/?token=secret", failing),
    (error: Error) => !error.message.includes("secret"),
  );
});
