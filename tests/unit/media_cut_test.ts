import assert from "node:assert/strict";
import { adtsFrames } from "../../shared/media/adts_frames.ts";
import { joinBytes } from "../../shared/media/bytes.ts";
import { type AudioPiece, cutAudio } from "../../shared/media/cut.ts";
import { parseFlacHeader, parseStreamInfo, renumberFlacFrame } from "../../shared/media/flac_frames.ts";
import { walkFlacFrames } from "../../shared/media/flac_stream.ts";
import { type FrameFormat, walkFrames } from "../../shared/media/frame_stream.ts";
import { mp3Frames } from "../../shared/media/mp3_frames.ts";
import { type AudioFacts, inspectAudio } from "../../shared/media/probe.ts";
import { id3v2Length } from "../../shared/media/sniff.ts";
import { type AudioServer, readAudio, soundFixtures, startAudioServer } from "../support/audio.ts";

const maxBytes = 1_000_000;

/** Serves a fixture and cuts it at the marks, which are shares of its length. */
async function cutFixture(server: AudioServer, name: string, marks: number[]) {
  server.serve(await readAudio(name));
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  const times = [0, ...marks.map((mark) => Math.round(mark * facts.durationMs)), facts.durationMs];
  const pieces: AudioPiece[] = [];
  for (const [index, startMs] of times.slice(0, -1).entries()) {
    const endMs = times[index + 1] ?? facts.durationMs;
    pieces.push(await cutAudio(server.url, { startMs, endMs, maxBytes, facts, fetch }));
  }
  return { facts, times, pieces };
}

async function inspectPiece(server: AudioServer, { bytes, mime, extension }: AudioPiece): Promise<AudioFacts> {
  server.serve(bytes);
  const label = { declaredMime: mime, fileName: `piece.${extension}` };
  return await inspectAudio(server.url, { ...label, maxSeconds: 3600, fetch });
}

async function* inChunks(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function listFrames(bytes: Uint8Array, format: FrameFormat): Promise<string[]> {
  const frames: string[] = [];
  await walkFrames(inChunks(bytes.subarray(id3v2Length(bytes)), 1000), format, (chunk, at, { size }) => {
    frames.push(chunk.subarray(at, at + size).join());
    return true;
  });
  return frames;
}

Deno.test("pieces of every kind of file meet, begin where they say and last as long as they say", async () => {
  await using server = startAudioServer();
  // The longest packet among the fixtures: 64 ms.
  const packetMs = 64;
  for (const name of Object.keys(soundFixtures)) {
    const { facts, times, pieces } = await cutFixture(server, name, [0.33, 0.5, 0.77]);
    for (const [index, piece] of pieces.entries()) {
      const what = `${name} ${index}`;
      const end = piece.offsetMs + piece.durationMs;
      assert.equal(piece.nextMs, null, what);
      assert.ok(Math.abs(piece.offsetMs - (times[index] ?? 0)) <= packetMs / 2, `${what} begins at ${piece.offsetMs}`);
      assert.ok(
        Math.abs(end - (pieces[index + 1]?.offsetMs ?? facts.durationMs)) <= (index < 3 ? 1 : packetMs),
        `${what} ends at ${end}`,
      );
      const { durationMs, codec } = await inspectPiece(server, piece);
      assert.equal(codec, facts.codec, what);
      // Ogg Vorbis carries a packet in advance, which makes no sound; Opus begins 6.5 ms before its first sound.
      assert.ok(
        durationMs - piece.durationMs >= -8 && durationMs - piece.durationMs <= packetMs,
        `${what} lasts ${durationMs}`,
      );
    }
  }
});

Deno.test("every MP3 and AAC frame is in exactly one piece, in its place", async () => {
  await using server = startAudioServer();
  for (const name of ["cbr.mp3", "vbr.mp3", "vbr_without_xing.mp3", "with_picture.mp3", "stream.aac"]) {
    const format = name.endsWith(".aac") ? adtsFrames : mp3Frames;
    const { pieces } = await cutFixture(server, name, [0.1, 0.11, 0.5, 0.9]);
    const frames = await Promise.all(pieces.map(({ bytes }) => listFrames(bytes, format)));
    const whole = await listFrames(await readAudio(name), format);
    assert.ok(whole.length > 90, name);
    assert.deepEqual(frames.flat(), whole, name);
  }
});

Deno.test("a piece of an MP3 says in its header how many frames and bytes it has", async () => {
  await using server = startAudioServer();
  const { pieces } = await cutFixture(server, "vbr_without_xing.mp3", [0.4]);
  for (const { bytes } of pieces) {
    let frames = 0;
    const totals = await walkFrames(inChunks(bytes, 777), mp3Frames, () => (frames += 1) > 0);
    assert.equal(totals.declaredFrames, frames);
    assert.equal(totals.strayBytes, 0);
    const xing = new TextDecoder("latin1").decode(bytes).indexOf("Xing");
    assert.equal(new DataView(bytes.buffer).getUint32(xing + 12), bytes.length);
  }
});

Deno.test("every sample of a WAV file is in exactly one piece, also at odd times", async () => {
  await using server = startAudioServer();
  for (const name of ["s16.wav", "s24.wav", "f32.wav", "mulaw.wav", "streaming.wav"]) {
    const { pieces } = await cutFixture(server, name, [0.1234, 0.5, 0.98765]);
    const whole = await readAudio(name);
    const sound = whole.subarray(new TextDecoder("latin1").decode(whole).indexOf("data") + 8);
    const copied = pieces.flatMap(({ bytes }) => [...bytes.subarray(20 + (bytes[16] ?? 0) + 8)]);
    assert.deepEqual(new Uint8Array(copied), new Uint8Array(sound), name);
  }
});

Deno.test("a piece that would be too large ends early and says where to go on, so that nothing is lost", async () => {
  await using server = startAudioServer();
  const limits = {
    "vbr.mp3": 5000,
    "stream.aac": 5000,
    "s16.wav": 5000,
    "tone.flac": 7000,
    "opus.ogg": 20_000,
    "faststart.m4a": 24_000,
  };
  for (const [name, limit] of Object.entries(limits)) {
    server.serve(await readAudio(name));
    const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
    const pieces: AudioPiece[] = [];
    for (let startMs: number | null = 0; startMs !== null; startMs = pieces.at(-1)?.nextMs ?? null) {
      pieces.push(await cutAudio(server.url, { startMs, endMs: facts.durationMs, maxBytes: limit, facts, fetch }));
      assert.ok(pieces.length < 100, name);
    }
    assert.ok(pieces.length > 1, `${name} ${pieces.length}`);
    for (const [index, { bytes, offsetMs, durationMs }] of pieces.entries()) {
      assert.ok(bytes.length <= limit, `${name} ${bytes.length}`);
      const next = pieces[index + 1]?.offsetMs;
      if (next !== undefined) assert.ok(Math.abs(offsetMs + durationMs - next) <= 1, name);
    }
    const total = pieces.reduce((sum, { durationMs }) => sum + durationMs, 0);
    assert.ok(Math.abs(total - facts.durationMs) <= pieces.length + 64, `${name} ${total}`);
  }
});

Deno.test("a range past the end, or one that no packet fits into, is refused", async () => {
  await using server = startAudioServer();
  for (const name of ["vbr.mp3", "s16.wav", "tone.flac", "faststart.m4a", "opus.webm"]) {
    server.serve(await readAudio(name));
    const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
    const cut = (startMs: number, endMs: number, limit = maxBytes, durationMs = facts.durationMs) =>
      cutAudio(server.url, { startMs, endMs, maxBytes: limit, facts: { ...facts, durationMs }, fetch });
    await assert.rejects(cut(facts.durationMs, facts.durationMs + 1000), { code: "invalid_request" }, name);
    await assert.rejects(cut(-1, 1000), { code: "invalid_request" }, name);
    await assert.rejects(cut(1000, 1000), { code: "invalid_request" }, name);
    await assert.rejects(cut(0, 1000, 50), { code: "invalid_request" }, name);
    await assert.rejects(cut(90_000, 91_000, maxBytes, 100_000), { code: "invalid_request" }, name);
  }
});

Deno.test("a file that was replaced since it was inspected is not cut", async () => {
  await using server = startAudioServer(await readAudio("vbr.mp3"));
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  server.serve(await readAudio("vbr.mp3"));
  await assert.rejects(cutAudio(server.url, { startMs: 0, endMs: 1000, maxBytes, facts, fetch }), {
    code: "object_changed",
  });
});

/** Repeats the sound of the FLAC fixture, each frame with the number that its new place gives it. */
async function makeLongFlac(seconds: number): Promise<Uint8Array<ArrayBuffer>> {
  const short = await readAudio("tone.flac");
  const info = parseStreamInfo(short.subarray(8, 42));
  assert.ok(info !== null);
  const header = short.slice(0, 42);
  header[4] = 0x80;
  new DataView(header.buffer).setUint32(22, seconds * info.sampleRate);
  const parts: Uint8Array[] = [header];
  const framesStart = short.findIndex((byte, at) =>
    at > 42 && byte === 0xff && parseFlacHeader(short, at, info) !== null
  );
  // 31 whole frames of 512 samples; the shorter last one may only stand at the end.
  while (parts.length <= Math.floor(seconds * info.sampleRate / info.maxBlockSize)) {
    await walkFlacFrames(inChunks(short.subarray(framesStart), 5000), info, false, (bytes, frame, end) => {
      parts.push(renumberFlacFrame(bytes, frame, end, parts.length - 1));
      return parts.length <= Math.floor(seconds * info.sampleRate / info.maxBlockSize);
    });
  }
  return joinBytes(parts);
}

Deno.test("a piece from the middle of a long FLAC file costs little more than itself to read", async () => {
  await using server = startAudioServer();
  const seconds = 1536;
  const bytes = await makeLongFlac(seconds);
  server.serve(bytes);
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  assert.equal(facts.durationMs, seconds * 1000);
  server.bytesSent = 0;
  const piece = await cutAudio(server.url, { startMs: 1_200_000, endMs: 1_260_000, maxBytes: 8_000_000, facts, fetch });
  assert.ok(Math.abs(piece.offsetMs - 1_200_000) <= 32 && Math.abs(piece.durationMs - 60_000) <= 64);
  // To read all that comes before the piece would take 80% of the file.
  assert.ok(server.bytesSent < bytes.length * 0.4, `${server.bytesSent} of ${bytes.length}`);
  assert.equal((await inspectPiece(server, piece)).durationMs, piece.durationMs);
});
