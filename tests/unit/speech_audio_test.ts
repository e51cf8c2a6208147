import assert from "node:assert/strict";
import { cutAtSilences } from "../../local/speech/cut_at_silences.ts";
import { decodeAudio } from "../../local/speech/decode_audio.ts";
import { groupSegments } from "../../local/speech/group_segments.ts";
import { OpenAiError } from "../../local/openai/error.ts";
import { readPocketSphinxWords } from "../../local/speech/read_pocketsphinx_words.ts";
import { type Pcm, sampleRate } from "../../local/speech/types.ts";
import { decodeWav, encodeWav } from "../../local/speech/wav.ts";
import { readFixture } from "../support/speech.ts";

const noFfmpeg = { program: "ffmpeg-that-is-not-installed" };

/** Lets ffmpeg turn the sentence into a wav of another kind. */
async function convertSentence(...args: string[]): Promise<Uint8Array> {
  const path = new URL("../fixtures/sentence.wav", import.meta.url).pathname;
  const command = new Deno.Command("ffmpeg", { args: ["-v", "error", "-i", path, ...args, "-f", "wav", "-"] });
  return (await command.output()).stdout;
}

/** Returns how alike two recordings are: 1 for the same wave at any loudness, about 0 for unrelated ones. */
function correlate(first: Pcm, second: Pcm): number {
  let [product, firstPower, secondPower] = [0, 0, 0];
  for (const [index, value] of first.entries()) {
    const other = second[index] ?? 0;
    product += value * other;
    firstPower += value * value;
    secondPower += other * other;
  }
  return product / Math.sqrt(firstPower * secondPower);
}

for (
  const [kind, args] of Object.entries({
    "8-bit": ["-c:a", "pcm_u8"],
    "16-bit stereo at 44.1 kHz": ["-ac", "2", "-ar", "44100"],
    "24-bit": ["-c:a", "pcm_s24le"],
    "32-bit integer at 48 kHz": ["-c:a", "pcm_s32le", "-ar", "48000"],
    "32-bit float at 8 kHz": ["-c:a", "pcm_f32le", "-ar", "8000"],
    "16-bit with six channels": ["-ac", "6"],
  })
) {
  Deno.test(`a ${kind} wav is decoded without ffmpeg to the same sound`, async () => {
    const original = await decodeAudio(await readFixture("sentence.wav"), noFfmpeg);
    const decoded = await decodeAudio(await convertSentence(...args), noFfmpeg);
    assert.ok(Math.abs(decoded.length - original.length) < 10, `${decoded.length} of ${original.length} samples`);
    const likeness = correlate(original, decoded);
    assert.ok(likeness > 0.97, `correlation is ${likeness}`);
  });
}

Deno.test("a wav that is not PCM is refused without ffmpeg with the way to install it", async () => {
  const law = await convertSentence("-c:a", "pcm_mulaw");
  await assert.rejects(decodeAudio(law, noFfmpeg), (error) => {
    assert.ok(error instanceof OpenAiError);
    assert.equal(error.status, 400);
    assert.match(error.message, /apt-get install ffmpeg/);
    return true;
  });
});

Deno.test("samples survive being written as wav and read again, whatever the declared length", () => {
  const samples = Int16Array.from({ length: 1000 }, (_, index) => Math.round(Math.sin(index / 9) * 20_000));
  const file = encodeWav(samples);
  const read = decodeWav(file);
  assert.ok(read);
  assert.ok(samples.every((value, index) => Math.abs(value - (read[index] ?? 0)) <= 1));
  new DataView(file.buffer).setUint32(40, 0xffffffff, true);
  assert.deepEqual(decodeWav(file), read);
});

Deno.test("what is not a wav file, or ends inside its header, is not read", () => {
  assert.equal(decodeWav(new TextEncoder().encode("This is a letter and no recording.")), null);
  assert.equal(decodeWav(encodeWav(new Int16Array(10)).subarray(0, 30)), null);
});

Deno.test("a playlist that names other files is not followed", async () => {
  const folder = await Deno.makeTempDir();
  const secret = `${folder}/secret.wav`;
  await Deno.writeFile(secret, await readFixture("sentence.wav"));
  const playlist = new TextEncoder().encode(`#EXTM3U\n#EXTINF:5,\n${secret}\n`);
  await assert.rejects(decodeAudio(playlist), /could not be decoded/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("long audio is cut inside its pauses into pieces that add up to the whole", () => {
  const pauses = [4.2, 9.1, 13.5, 18.2];
  const samples = Int16Array.from({ length: 21 * sampleRate }, (_, index) => {
    const time = index / sampleRate;
    return pauses.some((pause) => time >= pause && time < pause + 0.5) ? 0 : 8000 * Math.sin(index);
  });
  const pieces = cutAtSilences(samples, 6);
  assert.equal(pieces[0]?.offset, 0);
  assert.ok(pieces.length >= 4, `${pieces.length} pieces`);
  for (const { offset } of pieces.slice(1)) {
    assert.ok(pauses.some((pause) => offset > pause && offset < pause + 0.5), `cut at ${offset}`);
  }
  assert.ok(pieces.every((piece) => piece.samples.length <= 6 * sampleRate));
  assert.equal(pieces.reduce((sum, piece) => sum + piece.samples.length, 0), samples.length);
});

Deno.test("audio without any pause is still cut into pieces that are short enough", () => {
  const noise = Int16Array.from({ length: 10 * sampleRate }, (_, index) => index % 7 * 1000);
  const pieces = cutAtSilences(noise, 3);
  assert.ok(pieces.length >= 4);
  assert.ok(pieces.every((piece) => piece.samples.length <= 3 * sampleRate && piece.samples.length > 0));
});

Deno.test("PocketSphinx's output is read without its marks, in the recording's time", () => {
  const output = "and i read\n<s> 0.110 0.180 0.999000\nand(2) 0.190 0.440 0.549213\n[NOISE] 0.450 0.460 0.9\n" +
    "<sil> 0.470 0.500 0.9\n++BREATH++ 0.51 0.52 1.0\ni 0.530 0.600 1.000200\n</s> 0.610 0.700 1.0\n";
  assert.deepEqual(readPocketSphinxWords(output, { offset: 60, duration: 0.6 }), [
    { text: "and", start: 60.19, end: 60.45, confidence: 0.549213 },
    { text: "i", start: 60.53, end: 60.6, confidence: 1 },
  ]);
});

Deno.test("segments end at pauses, at the end of a sentence and after fifteen seconds", () => {
  const word = (text: string, start: number, confidence: number | null = null) => ({
    text,
    start,
    end: start + 0.4,
    confidence,
  });
  const pauses = groupSegments([word("one", 0, 0.5), word("two", 0.5, 1), word("three", 1.5)]);
  assert.deepEqual(pauses, [
    { text: "one two", start: 0, end: 0.9, confidence: 0.75 },
    { text: "three", start: 1.5, end: 1.9, confidence: null },
  ]);
  assert.deepEqual(groupSegments([word("Yes.", 0), word("No", 0.4)]).map((segment) => segment.text), ["Yes.", "No"]);
  const breathless = groupSegments(Array.from({ length: 80 }, (_, index) => word("word", index * 0.4)));
  assert.ok(breathless.length === 3 && breathless.every(({ start, end }) => end - start <= 15));
});
