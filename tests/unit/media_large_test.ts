import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { cutAudio } from "../../shared/media/cut.ts";
import { planPieces, spanToCut } from "../../shared/media/plan.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import { bytesPerSecond, makeWavBytes, makeWavHeader } from "../support/large_wav.ts";

Deno.test("a file of more than 4 GiB is measured, planned and cut at the right bytes", async () => {
  const byteSize = 5 * 2 ** 30;
  const header = makeWavHeader(byteSize);
  let bytesSent = 0;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const [, from = "", to = ""] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "") ?? [];
    const [start, end] = [Number(from), Math.min(byteSize, Number(to) + 1)];
    const part = makeWavBytes(start, end);
    if (start < header.length) part.set(header.subarray(start, end));
    bytesSent += part.length;
    return new Response(part, { status: 206, headers: { "content-range": `bytes ${start}-${end - 1}/${byteSize}` } });
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const facts = await inspectAudio(url, { maxSeconds: 36_000, fetch });
  const durationMs = Math.round((byteSize - header.length) / bytesPerSecond * 1000);
  assert.deepEqual([facts.byteSize, facts.durationMs], [byteSize, durationMs]);

  const options = { ...facts, maxBytes: 24 * 2 ** 20, maxMs: 600_000 };
  const last = planPieces(options).at(-1) ?? { startMs: 0, endMs: 0 };
  assert.equal(last.endMs, durationMs);
  const cut = await cutAudio(url, { ...spanToCut(last, options), maxBytes: options.maxBytes, facts, fetch });
  assert.equal(cut.nextMs, null);
  assert.ok(Math.abs(cut.offsetMs + cut.durationMs - durationMs) <= 1);
  const start = header.length + Math.round(cut.offsetMs * 44.1) * 4;
  assert.ok(start > 2 ** 32);
  assert.ok(Buffer.from(cut.bytes.subarray(44)).equals(makeWavBytes(start, byteSize)));
  assert.ok(bytesSent < 26 * 2 ** 20);
});
