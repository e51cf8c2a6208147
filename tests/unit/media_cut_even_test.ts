import assert from "node:assert/strict";
import { joinBytes } from "../../shared/media/bytes.ts";
import { type AudioPiece, cutAudio } from "../../shared/media/cut.ts";
import { walkFrames } from "../../shared/media/frame_stream.ts";
import { mp3Frames } from "../../shared/media/mp3_frames.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import { startAudioServer } from "../support/audio.ts";

const framesPerSecond = 44_100 / 1152;
const rates = { 112: 8, 128: 9, 160: 10 };
type Rate = keyof typeof rates;

/** MPEG-1 layer III frames at 44.1 kHz that hold their numbers, padded as encoders do to keep the bit rate. */
function makeMp3(bitRates: Iterable<Rate>, tail = 0): Uint8Array<ArrayBuffer> {
  const frames: Uint8Array[] = [];
  let owed = 0;
  for (const rate of bitRates) {
    const exact = 144_000 * rate / 44_100;
    owed += exact - Math.floor(exact);
    const padding = owed >= 1 ? 1 : 0;
    owed -= padding;
    const frame = new Uint8Array(Math.floor(exact) + padding);
    frame.set([0xff, 0xfb, (rates[rate] << 4) | (padding << 1), 0xc0]);
    // No byte of it may look like the start of a header.
    frame.set(new TextEncoder().encode(String(frames.length)), 40);
    frames.push(frame);
  }
  const tag = new Uint8Array(tail);
  tag.set(new TextEncoder().encode("TAG").subarray(0, tail));
  return joinBytes([...frames, tag]);
}

async function readNumbers(bytes: Uint8Array): Promise<number[]> {
  const numbers: number[] = [];
  await walkFrames(inOnePart(bytes), mp3Frames, (part, at) => {
    numbers.push(parseInt(new TextDecoder().decode(part.subarray(at + 40, at + 50))));
    return true;
  });
  return numbers;
}

async function* inOnePart(bytes: Uint8Array) {
  yield bytes;
}

const minutes = 25;
const count = Math.floor(minutes * 60 * framesPerSecond);
const marks = [0, 1, 60_000, 60_026, 611_111, 1_200_000, 1_234_567];

Deno.test("a piece of an MP3 with an even bit rate costs little more than itself to read, and is exact", async (t) => {
  for (const tail of [0, 128]) {
    await t.step(tail > 0 ? "with a tag at the end" : "without a tag", async () => {
      const bytes = makeMp3(Array.from({ length: count }, () => 128), tail);
      await using server = startAudioServer(bytes);
      const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
      const pieces: AudioPiece[] = [];
      const sent: number[] = [];
      for (const [index, startMs] of marks.entries()) {
        const endMs = marks[index + 1] ?? facts.durationMs;
        server.bytesSent = 0;
        pieces.push(
          await cutAudio(server.url, { startMs, endMs, maxBytes: 30_000_000, facts, fetch }).catch((error) => {
            assert.equal(error.code, "invalid_request");
            return {
              bytes: new Uint8Array(0),
              offsetMs: startMs,
              durationMs: 0,
              mime: "",
              extension: "",
              nextMs: null,
            };
          }),
        );
        sent.push(server.bytesSent - (pieces.at(-1)?.bytes.length ?? 0));
      }
      const numbers = await Promise.all(pieces.map((piece) => readNumbers(piece.bytes)));
      assert.deepEqual(numbers.flat(), Array.from({ length: count }, (_, index) => index));
      for (const [index, { offsetMs }] of pieces.entries()) {
        const [first] = numbers[index] ?? [];
        if (first !== undefined) assert.equal(offsetMs, Math.round(first * 1000 / framesPerSecond));
      }
      // The head of the file, some frames, and the tag that there may be.
      assert.ok(Math.max(...sent) < 300_000, `${sent}`);
    });
  }
});

Deno.test("every frame is in exactly one piece, also where a variable bit rate looks even by chance", async () => {
  const looksEven: Rate[] = [128];
  // 112 and 160 kbit/s in a ratio of two to one are 128 on average, and minutes apart here.
  for (let index = 1; index < count; index++) looksEven.push(index % 6000 < 4000 ? 112 : 160);
  looksEven.splice(1 + Math.floor((count - 1) / 6000) * 6000);
  const bytes = makeMp3(looksEven);
  await using server = startAudioServer(bytes);
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  const numbers: number[] = [];
  for (const [index, startMs] of marks.entries()) {
    const range = { startMs, endMs: marks[index + 1] ?? facts.durationMs + 60_000 };
    const piece = await cutAudio(server.url, { ...range, maxBytes: 30_000_000, facts, fetch }).catch((error) => {
      assert.equal(error.code, "invalid_request");
      return null;
    });
    if (piece) numbers.push(...await readNumbers(piece.bytes));
  }
  assert.deepEqual(numbers, looksEven.map((_, index) => index));
});

Deno.test("an MP3 with a variable bit rate keeps its exact times", async () => {
  const bytes = makeMp3(Array.from({ length: count }, (_, index) => index < 9000 ? 128 : 160));
  await using server = startAudioServer(bytes);
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  const range = { startMs: 1_000_000, endMs: 1_060_000 };
  const piece = await cutAudio(server.url, { ...range, maxBytes: 30_000_000, facts, fetch });
  const [first = 0] = await readNumbers(piece.bytes);
  assert.equal(first, Math.round(1_000_000 * framesPerSecond / 1000));
  assert.equal(piece.offsetMs, Math.round(first * 1000 / framesPerSecond));
});
