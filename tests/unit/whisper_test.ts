import assert from "node:assert/strict";
import { join } from "node:path";
import { readWhisperWords } from "../../local/speech/read_whisper_words.ts";
import { sampleRate } from "../../local/speech/types.ts";
import { startWhisper } from "../../local/speech/whisper.ts";
import { isWhisperWithinReach, whisperModel } from "../../local/speech/whisper_hub.ts";

const library = new URL("../support/fake_transformers.ts", import.meta.url).href;

Deno.test("Whisper's chunks become words in the recording's time, and a missing end is the piece's end", () => {
  const chunks = [
    { text: " And", timestamp: [0, 0.78] as [number, number] },
    { text: " ", timestamp: [0.78, 0.8] as [number, number] },
    { text: " so,", timestamp: [0.78, 1.06] as [number, number] },
    { text: " country.", timestamp: [10.22, null] as [number, null] },
  ];
  assert.deepEqual(readWhisperWords(chunks, { offset: 28.5, duration: 11 }), [
    { text: "And", start: 28.5, end: 29.28, confidence: null },
    { text: "so,", start: 29.28, end: 29.56, confidence: null },
    { text: "country.", start: 38.72, end: 39.5, confidence: null },
  ]);
});

Deno.test("a word that Whisper places past the piece's end stays inside it", () => {
  const [word] = readWhisperWords([{ text: " end", timestamp: [4.9, 29.98] }], { offset: 0, duration: 5.1 });
  assert.deepEqual(word, { text: "end", start: 4.9, end: 5.1, confidence: null });
});

Deno.test("the hub is within reach only when it answers for the model", async () => {
  const asked: string[] = [];
  const hub = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    return new Response(null, { status: asked.length === 1 ? 200 : 403 });
  });
  const address = `http://127.0.0.1:${hub.addr.port}`;
  const cacheDir = await Deno.makeTempDir();
  assert.equal(await isWhisperWithinReach(cacheDir, address), true);
  assert.equal(await isWhisperWithinReach(cacheDir, address), false);
  assert.equal(asked[0], `/${whisperModel}/resolve/main/config.json`);
  await hub.shutdown();
  assert.equal(await isWhisperWithinReach(cacheDir, address), false, "a refused connection is not an answer");
  await Deno.remove(cacheDir, { recursive: true });
});

Deno.test("weights that are completely in the cache need no hub", async () => {
  const cacheDir = await Deno.makeTempDir();
  const onnx = join(cacheDir, whisperModel, "onnx");
  await Deno.mkdir(onnx, { recursive: true });
  for (const file of ["../config.json", "../tokenizer.json", "encoder_model_quantized.onnx"]) {
    await Deno.writeTextFile(join(onnx, file), "");
  }
  const nowhere = "http://127.0.0.1:9";
  assert.equal(await isWhisperWithinReach(cacheDir, nowhere), false, "one file is still missing");
  await Deno.writeTextFile(join(onnx, "decoder_model_merged_quantized.onnx"), "");
  assert.equal(await isWhisperWithinReach(cacheDir, nowhere), true);
  await Deno.remove(cacheDir, { recursive: true });
});

Deno.test("the Whisper process hears a long recording in pieces and detects the language once", async () => {
  const said: string[] = [];
  const engine = await startWhisper({ cacheDir: "/nowhere", say: (line) => said.push(line), library });
  const { language, duration, words } = await engine.transcribe(new Int16Array(70 * sampleRate), {});
  await engine.close();
  assert.equal(language, "de");
  assert.equal(duration, 70);
  assert.ok(words.length >= 3, `${words.length} pieces of at most 28 s`);
  assert.ok(words.every((word) => word.text === `automatic-speech-recognition:${whisperModel}:de`));
  assert.equal(words.at(-1)?.end, 70);
  assert.ok(said.includes(`Fetching config.json of ${whisperModel}`));
});

Deno.test("a language that was asked for is not detected", async () => {
  const engine = await startWhisper({ cacheDir: "/nowhere", say: () => {}, library });
  const { language, words } = await engine.transcribe(new Int16Array(sampleRate), { language: "fr" });
  await engine.close();
  assert.equal(language, "fr");
  assert.match(words[0]?.text ?? "", /:fr$/);
});

Deno.test("an aborted call to Whisper rejects and the next one works", async () => {
  const engine = await startWhisper({ cacheDir: "/nowhere", say: () => {}, library });
  const abort = AbortSignal.abort(new Error("not wanted any more"));
  await assert.rejects(engine.transcribe(new Int16Array(sampleRate), { signal: abort }), /not wanted any more/);
  assert.equal((await engine.transcribe(new Int16Array(sampleRate), { language: "en" })).words.length, 1);
  await engine.close();
});

Deno.test("a Whisper that cannot be loaded says why", async () => {
  const start = startWhisper({ cacheDir: "", say: () => {}, library });
  await assert.rejects(start, /^Error: Whisper could not be loaded: no cache folder was set\.$/);
});
