import assert from "node:assert/strict";
import { AppError } from "../../shared/errors.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import { readAudio, startAudioServer } from "../support/audio.ts";

/** Writes 32 bits of ones over a field: so many bytes behind a name in the file. */
function lie(bytes: Uint8Array<ArrayBuffer>, name: string, behind: number): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder("latin1").decode(bytes);
  const at = text.indexOf(name);
  assert.notEqual(at, -1, name);
  return new Uint8Array(bytes).fill(0xff, at + behind, at + behind + 4);
}

/** Small boxes or elements without an end, as many as an index may have. */
function repeat(head: Uint8Array, piece: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  all.set(head);
  for (let at = head.length; at + piece.length <= bytes; at += piece.length) all.set(piece, at);
  return all;
}

const box = (size: number, name: string) =>
  new Uint8Array([size >>> 24, size >>> 16, size >>> 8, size, ...new TextEncoder().encode(name)]);
const [mp4, wav, flac, webm] = await Promise.all(
  ["faststart.m4a", "s16.wav", "tone.flac", "live.webm"].map((name) => readAudio(name)),
);
/** What stands before the first cluster of a recording whose length nobody knew. */
const webmHead = webm!.subarray(0, new TextDecoder("latin1").decode(webm).indexOf("\x1f\x43\xb6\x75"));
const clusterWithoutEnd = new Uint8Array([0x1f, 0x43, 0xb6, 0x75, 0x01, ...new Array(7).fill(0xff)]);
const emptyElement = new Uint8Array([0xec, 0x80]);
const megabytes = 20 * 1024 * 1024;

const bombs: Record<string, Uint8Array<ArrayBuffer>> = {
  "WAV that announces 4 GB of sound": lie(wav!, "data", 4),
  "WAV whose chunks are longer than any file": lie(wav!, "fmt ", 4),
  "FLAC that announces billions of samples": new Uint8Array(flac!).fill(0xff, 22, 26),
  "MP4 of four billion packets": lie(lie(mp4!, "stts", 12), "stsz", 12),
  "MP4 of four billion tables": lie(mp4!, "stco", 8),
  "MP4 that is millions of empty boxes": repeat(box(8, "moov"), box(8, "free"), megabytes),
  "MP4 whose index is millions of empty boxes": repeat(box(megabytes, "moov"), box(8, "trak"), megabytes),
  "Matroska of millions of empty elements": repeat(webmHead, emptyElement, megabytes),
  "Matroska whose cluster is millions of empty elements": repeat(
    new Uint8Array([...webmHead, ...clusterWithoutEnd]),
    emptyElement,
    megabytes,
  ),
  "ID3 tags without an end": repeat(
    new Uint8Array(),
    new Uint8Array([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0]),
    megabytes,
  ),
  "Ogg pages without an end": repeat(new Uint8Array(), new TextEncoder().encode("OggS\0\0"), megabytes),
  "zeros behind the name of an MP3": repeat(
    new TextEncoder().encode("ID3\x04\0\0\0\0\0\0"),
    new Uint8Array(16),
    megabytes,
  ),
};

Deno.test("files that say that they are endless", async (t) => {
  await using server = startAudioServer();
  for (const [name, bytes] of Object.entries(bombs)) {
    await t.step(`${name}: soon known, with few requests`, async () => {
      server.serve(bytes);
      [server.requests, server.bytesSent] = [0, 0];
      const began = performance.now();
      await inspectAudio(server.url, { maxSeconds: 36_000, fetch }).catch((error) =>
        assert(error instanceof AppError, error)
      );
      const took = performance.now() - began;
      assert(took < 2000, `It took ${took} ms`);
      assert(server.requests < 60, `It took ${server.requests} requests`);
      assert(server.bytesSent <= 2 * bytes.length + 9 * 1024 * 1024, `It took ${server.bytesSent} bytes`);
    });
  }
});
