import assert from "node:assert/strict";
import { cutParts } from "../../functions/worker/cut_parts.ts";

const streamOf = (...lengths: number[]) =>
  ReadableStream.from(lengths.map((length, index) => new Uint8Array(length).fill(index + 1)));

async function cut(stream: ReadableStream<Uint8Array> | null, partBytes: number) {
  const parts: [string, boolean][] = [];
  for await (const { bytes, isLast } of cutParts(stream, partBytes)) parts.push([bytes.join(""), isLast]);
  return parts;
}

Deno.test("a stream is cut into parts of one size, and only the last is shorter", async () => {
  assert.deepEqual(await cut(streamOf(3, 1, 5), 4), [["1112", false], ["3333", false], ["3", true]]);
  assert.deepEqual(await cut(streamOf(4, 4), 4), [["1111", false], ["2222", true]]);
  assert.deepEqual(await cut(streamOf(9), 4), [["1111", false], ["1111", false], ["1", true]]);
  assert.deepEqual(await cut(streamOf(1), 4), [["1", true]]);
  assert.deepEqual(await cut(streamOf(), 4), [["", true]]);
  assert.deepEqual(await cut(null, 4), [["", true]]);
});

Deno.test("a stream ends when its reader stops", async () => {
  let cancelled = false;
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(3)),
    cancel: () => void (cancelled = true),
  });
  for await (const _part of cutParts(stream, 4)) break;
  assert.equal(cancelled, true);
});
