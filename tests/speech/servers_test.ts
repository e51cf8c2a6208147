import { DeepgramClient } from "@deepgram/sdk";
import { GoogleGenAI } from "@google/genai/web";
import assert from "node:assert/strict";
import { AssemblyAI } from "assemblyai";
import OpenAI from "openai";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { startDeepgramServer } from "../support/deepgram_server.ts";
import { startGeminiServer } from "../support/gemini_server.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import type { ProviderServer } from "../support/provider_server.ts";
import { apiKey, callWith, linkedAudio, transcriberOf } from "../support/transcribing.ts";
import { until } from "../support/until.ts";

const url = "https://project.example.com/audio.mp3";
const bytes = new Uint8Array([1, 2, 3, 4]);

// The servers stand in for the services in all other tests, so the services' own clients have to take them for real.

Deno.test("the openai package takes our server for OpenAI", async () => {
  await using server = await startOpenaiServer();
  const client = new OpenAI({ apiKey, baseURL: server.baseUrl, maxRetries: 0 });
  const file = new File([bytes], "audio.mp3", { type: "audio/mpeg" });
  const answer = await client.audio.transcriptions.create({
    file,
    model: "whisper-1",
    response_format: "verbose_json",
  });
  assert.equal(answer.words?.length, 6);
  assert.deepEqual(server.charged.map(({ audio }) => audio), [{ bytes }]);
});

Deno.test("the assemblyai package takes our server for AssemblyAI", async () => {
  await using server = await startAssemblyaiServer();
  const { transcripts } = new AssemblyAI({ apiKey, baseUrl: server.baseUrl });
  const options = { speech_models: ["universal-3-5-pro"], speaker_labels: true };
  const linked = await transcripts.submit({ audio: url, ...options });
  const uploaded = await transcripts.submit({ audio: bytes, ...options });
  assert.equal(uploaded.status, "processing");
  await until(() => server.charged.every(({ done }) => done) || undefined);
  const { status, utterances } = await transcripts.get(uploaded.id);
  assert.deepEqual([status, utterances?.map(({ speaker }) => speaker)], ["completed", ["B", "A", "B"]]);
  const page = await transcripts.list({ limit: 1 });
  assert.deepEqual(page.transcripts.map(({ id }) => id), [uploaded.id]);
  const older = await transcripts.list(page.page_details.prev_url!);
  assert.deepEqual(older.transcripts.map(({ id, audio_url }) => [id, audio_url]), [[linked.id, url]]);
  assert.equal((await transcripts.delete(linked.id)).text, "Deleted by user.");
  assert.deepEqual(server.deleted, [linked.id]);
  await assert.rejects(transcripts.get("nobody"), /not found/);
});

Deno.test("the @deepgram/sdk package takes our server for Deepgram", async () => {
  await using server = await startDeepgramServer();
  server.plan.calls = 0;
  const { media } = new DeepgramClient({ apiKey, baseUrl: server.baseUrl, maxRetries: 0 }).listen.v1;
  const accepted = await media.transcribeUrl({
    url,
    model: "nova-3",
    callback: "https://a.example.com/",
    keyterm: ["a", "b"],
  });
  assert("request_id" in accepted);
  const [charged = assert.fail()] = server.charged;
  assert.deepEqual([charged.id, charged.options.keyterm], [accepted.request_id, ["a", "b"]]);
  const answer = await media.transcribeFile(bytes, { model: "nova-3", utterances: true });
  assert("results" in answer);
  assert.equal(answer.results.channels[0]?.alternatives?.[0]?.transcript, "Is it on? Yes, it is. Good.");
});

Deno.test("the @google/genai package takes our server for the Gemini API", async () => {
  await using server = await startGeminiServer();
  const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: server.baseUrl } });
  const file = await ai.files.upload({ file: new Blob([bytes]), config: { mimeType: "audio/mp3" } });
  const answer = await ai.models.generateContent({
    model: "gemini-3.5-transcribe",
    contents: [{ fileData: { fileUri: file.uri!, mimeType: file.mimeType! } }],
    config: { audioTranscriptionConfig: { wordTimestamp: true, diarization: true, languageCodes: ["en-US"] } },
  });
  const [part] = answer.candidates?.[0]?.content?.parts ?? [];
  assert.deepEqual([part?.audioTranscription?.speakerLabel, part?.audioTranscription?.words?.length], ["spk_1", 3]);
  const expected = { wordTimestamp: true, diarization: true, languageCodes: ["en-US"], part: "file audio/mp3" };
  assert.deepEqual(server.charged.map(({ options, audio }) => [options, audio]), [[expected, { bytes }]]);
  await ai.files.delete({ name: file.name! });
  assert.deepEqual(server.deleted, [file.name]);
  await assert.rejects(ai.models.generateContent({
    model: "gemini-3.5-transcribe",
    contents: [{ inlineData: { data: "AAAA", mimeType: "audio/mp3" } }],
    config: { audioTranscriptionConfig: { wordTimestamp: true, customVocabulary: ["Zoë"] } },
  }));
});

for (const provider of ["assemblyai", "deepgram"] as const) {
  Deno.test(`the server of ${provider} calls back as it is told`, async (t) => {
    await using server = await (provider === "assemblyai" ? startAssemblyaiServer() : startDeepgramServer());
    await using receiver = startReceiver();
    const model = provider === "deepgram" ? "nova-3" : "universal-3-5-pro";
    const transcriber = await transcriberOf(provider, server, { model });
    const submit = async (plan: Partial<ProviderServer["plan"]>) => {
      server.plan = { workMs: 0, calls: 1, early: false, forged: false, fetches: false, ...plan };
      receiver.calls.length = 0;
      const call = callWith({ callback: { url: `${receiver.url}?dispatch=one`, token: "the token" } });
      const outcome = await transcriber.submit({ ...linkedAudio, url: `${receiver.url}audio.mp3` }, {}, call);
      assert("externalId" in outcome);
      return outcome.externalId;
    };
    const tokens = () => receiver.calls.map(({ token }) => token);

    await t.step("once, with the token and the body", async () => {
      const id = await submit({});
      const { token, body } = await until(() => receiver.calls[0]);
      assert.deepEqual([token, body], ["the token", server.callbackBody(id)]);
    });
    await t.step("twice", async () => {
      await submit({ calls: 2 });
      await until(() => receiver.calls[1]);
      assert.deepEqual(tokens(), ["the token", "the token"]);
    });
    await t.step("before it has answered", async () => {
      await submit({ early: true });
      assert.deepEqual(tokens(), ["the token"]);
    });
    await t.step("with a token that is not ours", async () => {
      await submit({ early: true, forged: true });
      assert.deepEqual(tokens(), ["forged"]);
    });
    await t.step("never, though the work is done; or when it is told to finish", async () => {
      await submit({ calls: 0, early: true });
      assert.equal(server.charged.at(-1)?.done, true);
      const id = await submit({ workMs: Infinity });
      assert.deepEqual([tokens(), server.charged.at(-1)?.done], [[], false]);
      await server.finish(id);
      assert.deepEqual(tokens(), ["the token"]);
      assert.equal(server.calls.at(-1)?.status, 204);
    });
    await t.step("after it has fetched the audio", async () => {
      await submit({ early: true, fetches: true });
      assert.deepEqual(server.fetched.map(({ status }) => status), [204]);
    });
  });
}

/** Takes calls, whichever way they carry the token. */
function startReceiver() {
  const calls: { token: string | null; body: string }[] = [];
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { searchParams } = new URL(request.url);
    const token = request.headers.get("x-callback-token") ?? searchParams.get("token");
    if (request.method === "POST") calls.push({ token, body: await request.text() });
    return new Response(null, { status: 204 });
  });
  return {
    url: `http://127.0.0.1:${http.addr.port}/`,
    calls,
    [Symbol.asyncDispose]: async () => await http.shutdown(),
  };
}
