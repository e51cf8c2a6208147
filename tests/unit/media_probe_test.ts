import assert from "node:assert/strict";
import { AppError, type ProblemCode } from "../../shared/errors.ts";
import { containers } from "../../shared/media/containers.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import { readAudio, soundFixtures, startAudioServer } from "../support/audio.ts";

type Label = { declaredMime?: string; fileName?: string };

async function inspectBytes(bytes: Uint8Array<ArrayBuffer>, label: Label = {}, maxSeconds = 3600) {
  await using server = startAudioServer(bytes);
  const facts = await inspectAudio(server.url, { ...label, maxSeconds, fetch });
  return { facts, requests: server.requests };
}

async function refusalOf(bytes: Uint8Array<ArrayBuffer>, label: Label = {}, maxSeconds = 3600): Promise<AppError> {
  try {
    await inspectBytes(bytes, label, maxSeconds);
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "the file was accepted" });
}

async function assertRefused(name: string, bytes: Uint8Array<ArrayBuffer>, code: ProblemCode) {
  assert.equal((await refusalOf(bytes)).code, code, name);
}

Deno.test("each kind of file is measured to the millisecond in one round trip", async () => {
  for (const [name, { container, codec, durationMs }] of Object.entries(soundFixtures)) {
    const bytes = await readAudio(name);
    const { facts, requests } = await inspectBytes(bytes, { fileName: name });
    const { mime, extension } = containers[container];
    assert.deepEqual(
      { ...facts, sampleRate: 0 },
      {
        container,
        codec,
        channels: 1,
        sampleRate: 0,
        durationMs,
        mime,
        extension,
        byteSize: bytes.length,
        etag: '"1"',
      },
      name,
    );
    assert.ok(facts.sampleRate >= 4000, name);
    assert.equal(requests, 1, name);
  }
});

Deno.test("a tag with a large picture is jumped over, whatever follows it", async () => {
  const picture = 3_000_000;
  const size = [21, 14, 7, 0].map((shift) => (picture >> shift) & 0x7f);
  const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, ...size);
  for (const name of ["vbr.mp3", "stream.aac", "tone.flac"]) {
    const sound = await readAudio(name);
    const bytes = new Uint8Array(tag.length + picture + sound.length);
    bytes.set(tag);
    bytes.set(sound, tag.length + picture);
    const { facts } = await inspectBytes(bytes);
    assert.equal(facts.container, soundFixtures[name]?.container, name);
    assert.equal(facts.durationMs, soundFixtures[name]?.durationMs, name);
  }
});

Deno.test("a file that is no audio is refused, and an empty one is called empty", async () => {
  await assertRefused("empty", new Uint8Array(0), "file_empty");
  await assertRefused("text", new TextEncoder().encode("Not a sound. ".repeat(1000)), "file_not_audio");
  await assertRefused("silent video", await readAudio("silent_video.mp4"), "file_not_audio");
});

Deno.test("a codec that speech providers cannot take is refused by name", async () => {
  for (const [name, codec] of [["alac.m4a", "alac"], ["adpcm.wav", "17"], ["speex.ogg", "Speex"]] as const) {
    const refusal = await refusalOf(await readAudio(name));
    assert.equal(refusal.code, "codec_not_supported", name);
    assert.ok(refusal.message.includes(codec), refusal.message);
  }
});

Deno.test("content that differs from its label is refused with both names", async () => {
  const wav = await readAudio("s16.wav");
  const byMime = await refusalOf(wav, { declaredMime: "audio/mpeg", fileName: "talk.wav" });
  assert.equal(byMime.code, "file_mislabelled");
  assert.match(byMime.message, /"audio\/mpeg".*MP3.*WAV.*"audio\/wav"/);
  const byName = await refusalOf(wav, { declaredMime: "application/octet-stream", fileName: "talk.mp3" });
  assert.equal(byName.code, "file_mislabelled");
  assert.match(byName.message, /"talk\.mp3".*MP3.*WAV.*"\.wav"/);
});

Deno.test("a label of the same family, or one that claims nothing, is accepted", async () => {
  const labels: [string, Label][] = [
    ["s16.wav", { declaredMime: "audio/vnd.wave", fileName: "talk.mp3" }],
    ["sound.mov", { declaredMime: "audio/mp4" }],
    ["video.mp4", { declaredMime: "video/mp4", fileName: "talk.mov" }],
    ["live.webm", { declaredMime: "audio/webm;codecs=opus" }],
    ["opus.ogg", { declaredMime: "", fileName: "talk" }],
    ["cbr.mp3", { declaredMime: "application/octet-stream", fileName: "talk.bin" }],
  ];
  for (const [name, label] of labels) {
    const { facts } = await inspectBytes(await readAudio(name), label);
    assert.equal(facts.container, soundFixtures[name]?.container, name);
  }
});

// Formats that say nothing of their own length play up to where they were cut, like a recording that was stopped.
const playableWhenCut = new Set([
  "vbr_without_xing.mp3",
  "stream.aac",
  "streaming.wav",
  "streaming.flac",
  "live.webm",
]);

Deno.test("a file cut in half is refused where its format says how long it should be", async () => {
  for (const name of Object.keys(soundFixtures)) {
    const bytes = await readAudio(name);
    const half = bytes.slice(0, bytes.length / 2);
    if (playableWhenCut.has(name)) {
      const { facts } = await inspectBytes(half);
      const whole = soundFixtures[name]?.durationMs ?? 0;
      assert.ok(facts.durationMs > whole * 0.3 && facts.durationMs < whole * 0.6, `${name} ${facts.durationMs}`);
    } else {
      await assertRefused(name, half, "file_truncated");
    }
  }
});

Deno.test("a file that lost only its last tenth is refused as well", async () => {
  for (
    const name of ["cbr.mp3", "s16.wav", "faststart.m4a", "moov_at_end.m4a", "vorbis.ogg", "tone.flac", "opus.webm"]
  ) {
    const bytes = await readAudio(name);
    await assertRefused(name, bytes.slice(0, bytes.length * 0.9), "file_truncated");
  }
});

Deno.test("a header without sound behind it is refused", async () => {
  const heads = {
    "cbr.mp3": 45,
    "s16.wav": 78,
    "tone.flac": 60,
    "opus.ogg": 200,
    "opus.webm": 300,
    "faststart.m4a": 1000,
  };
  for (const [name, length] of Object.entries(heads)) {
    await assertRefused(name, (await readAudio(name)).slice(0, length), "file_truncated");
  }
});

Deno.test("an MP3 whose rest was never written is refused", async () => {
  const bytes = await readAudio("vbr_without_xing.mp3");
  await assertRefused("zeros behind", new Uint8Array([...bytes, ...new Uint8Array(bytes.length)]), "file_truncated");
});

Deno.test("audio above the limit is refused, and at the limit it is not", async () => {
  for (const name of ["cbr.mp3", "stream.aac", "moov_at_end.m4a", "opus.ogg"]) {
    const bytes = await readAudio(name);
    const { code, message } = await refusalOf(bytes, {}, 5);
    assert.equal(code, "audio_too_long", name);
    assert.match(message, /longer than 5 seconds/);
    assert.equal((await inspectBytes(bytes, {}, 6.1)).facts.byteSize, bytes.length);
  }
});

Deno.test("100 MB of zeros are refused after one block, also behind the start of an MP3", async () => {
  const bytes = new Uint8Array(100_000_000);
  await using server = startAudioServer(bytes);
  const inspect = () => inspectAudio(server.url, { fileName: "long.mp3", maxSeconds: 3600, fetch });
  await assert.rejects(inspect, { code: "file_not_audio" });
  assert.ok(server.bytesSent <= 262_144, String(server.bytesSent));
  bytes.set(await readAudio("vbr_without_xing.mp3"));
  await assert.rejects(inspect, { code: "file_truncated" });
});

Deno.test("a Matroska index that would be searched for ever is given up", async () => {
  const bytes = await readAudio("opus.webm");
  const cues = [0x1c, 0x53, 0xbb, 0x6b];
  const at = bytes.findLastIndex((_byte, index) => cues.every((value, offset) => bytes[index + offset] === value));
  // No length begins with eight zero bits.
  bytes[at + cues.length] = 0;
  await assertRefused("cues without a length", bytes, "file_truncated");
});

Deno.test("an MP4 index that puts millions of packets into a chunk is refused at once", async () => {
  for (const name of ["faststart.m4a", "moov_at_end.m4a"]) {
    const bytes = await readAudio(name);
    const at = new TextDecoder("latin1").decode(bytes).indexOf("stsc");
    new DataView(bytes.buffer).setUint32(at + 16, 0x7fffffff);
    const started = performance.now();
    await assertRefused(name, bytes, "file_truncated");
    assert.ok(performance.now() - started < 1000, name);
  }
});
