import assert from "node:assert/strict";
import { cutAudio } from "../../shared/media/cut.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import { readAudio, startAudioServer } from "../support/audio.ts";

class LeaseLost extends Error {}

/** A cut of a fixture whose signal is aborted at the request with this number, 1 being the first. */
async function cutAborted(name: string, request: number) {
  await using server = startAudioServer(await readAudio(name));
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  const abort = new AbortController();
  let requests = 0;
  const fetchUntil: typeof fetch = (input, init) => {
    if (++requests >= request) abort.abort(new LeaseLost());
    return fetch(input, init);
  };
  const range = { startMs: 100, endMs: facts.durationMs, maxBytes: 1_000_000 };
  await cutAudio(server.url, { ...range, facts, fetch: fetchUntil, signal: abort.signal });
}

Deno.test("a cut that is told to stop ends with the reason, whatever the file", async (t) => {
  for (const name of ["cbr.mp3", "stream.aac", "s16.wav", "tone.flac", "faststart.m4a", "opus.ogg", "opus.webm"]) {
    await t.step(name, () => assert.rejects(cutAborted(name, 1), LeaseLost));
  }
});

Deno.test("a cut that is told to stop between two requests asks for no more", async () => {
  // Longer than what the first request brings.
  const wav = await readAudio("s16.wav");
  const long = new Uint8Array(3_000_000);
  long.set(wav.subarray(0, 44));
  new DataView(long.buffer).setUint32(4, long.length - 8, true);
  const dataAt = new TextDecoder("latin1").decode(wav).indexOf("data");
  long.set(wav.subarray(0, dataAt + 8));
  new DataView(long.buffer).setUint32(dataAt + 4, long.length - dataAt - 8, true);
  await using server = startAudioServer(long);
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  const abort = new AbortController();
  const fetchOnce: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    // What has come is still read; the next request is one too many.
    queueMicrotask(() => abort.abort(new LeaseLost()));
    return response;
  };
  server.requests = 0;
  const range = { startMs: 0, endMs: facts.durationMs, maxBytes: 10_000_000 };
  await assert.rejects(
    cutAudio(server.url, { ...range, facts, fetch: fetchOnce, signal: abort.signal }),
    LeaseLost,
  );
  assert.equal(server.requests, 1);
});
