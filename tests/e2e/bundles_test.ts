import assert from "node:assert/strict";
import OpenAI from "openai";
import { build, functionNames } from "../../deploy/build.ts";
import { startStack } from "../../local/stack.ts";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { prepareBundles } from "../support/bundle_host.ts";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { serveFile, startLinkServer } from "../support/links.ts";
import { connectMcp } from "../support/mcp.ts";
import { reach } from "../support/pipeline.ts";
import { makeLongSpeech, splitWords } from "../support/speech.ts";
import { certificates, enforceTls } from "../support/tls_postgres.ts";

Deno.test("the bundled functions do the main job on the platform's Deno, over TLS, with network and named variables only", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-bundles-test-" });
  await build(folder);
  for (const name of functionNames) {
    const { size } = await Deno.stat(`${folder}/${name}/index.js`);
    await t.step(`${name} is smaller than 4 MB`, () => assert(size < 4_000_000, `${size} bytes`));
  }

  await using assemblyai = await startAssemblyaiServer();
  assemblyai.plan.fetches = true;
  const dataDir = `${folder}/data`;
  const stack = await startStack({
    port: 0,
    dataDir,
    chosen: {
      ...reach("ASSEMBLYAI", assemblyai),
      SPEECH_PROVIDERS: "openai,assemblyai",
      LINKS_ALLOW_PRIVATE: "true",
      DATABASE_CA: certificates.own.certificate,
    },
    say: () => {},
    durable: false,
    functionsProgram: await prepareBundles(folder),
  });
  try {
    // As a project with "Enforce SSL".
    await enforceTls({ ...stack, dataDir });
    const ann = await signUp({ url: stack.url, publishableKey: stack.keys.publishableKey });
    // Eleven minutes are over one call's limit, so that the worker cuts them too.
    const { file, words } = await makeLongSpeech(11 * 60);
    await using links = startLinkServer({ "/talk.wav": serveFile(file) });
    const entry = await uploadAudio(ann, "meeting.wav", file);
    const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});

    await t.step("speech in, transcript out, in pieces", async () => {
      const done = await untilEnded(ann, id, 600);
      assert.deepEqual([done.status, done.error_message, done.audio_ms], ["completed", null, 11 * 60_000]);
      const heard = splitWords(done.text ?? "").length;
      assert(Math.abs(heard - words.length) <= words.length / 100, `${heard} words of ${words.length}`);
      assert.deepEqual((await ann.call("GET", "/entries")).data.map((row: { id: string }) => row.id), [entry.id]);
    });

    await t.step("every format can be downloaded", async () => {
      const begins = {
        txt: "",
        md: "# ",
        docx: "PK",
        srt: "1\n00:00:0",
        vtt: "WEBVTT\n\n00:00:0",
        csv: "\ufeffstart",
        json: "{",
      };
      for (const [format, text] of Object.entries(begins)) {
        const response = await ann.send("GET", `/transcriptions/${id}/download?format=${format}`);
        assert.equal(response.status, 200, format);
        const bytes = new Uint8Array(await response.arrayBuffer());
        assert(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).startsWith(text), format);
      }
    });

    await t.step("a provider that answers later calls back", async () => {
      const later = await ann.call("POST", `/entries/${entry.id}/transcriptions`, { provider: "assemblyai" });
      assert.deepEqual((await untilEnded(ann, later.id)).status, "completed");
      assert.deepEqual(assemblyai.calls.map(({ status }) => status), [200]);
      assert.equal(assemblyai.fetched[0]?.bytes, file.length);
    });

    await t.step("a link is imported and a clip of it transcribed", async () => {
      const link = { url: `${links.url}/talk.wav`, start: "0:01", end: "0:03" };
      const clip = await ann.call("POST", "/transcriptions", link);
      const { status, audio_ms, error_message } = await untilEnded(ann, clip.id);
      assert.deepEqual([status, audio_ms, error_message], ["completed", 2000, null]);
    });

    await t.step("a segment is corrected, and the stream of events tells what happened", async () => {
      const corrected = await ann.call("PATCH", `/transcriptions/${id}/segments/0`, { text: "Corrected." });
      assert.equal(corrected.text, "Corrected.");
      const stream = await ann.send("GET", `/transcriptions/${id}/events`);
      assert.match(await stream.text(), /event: transcription\.completed/);
    });

    await t.step("OpenAI's SDK and an agent ask about a transcript, and are answered with what it says", async () => {
      const text = "We have decided to plant forty trees. The gate is painted green.";
      const { transcription_id } = await ann.call("POST", "/entries", { kind: "text", text });
      const base = `${stack.url}/functions/v1/api`;
      const question = "How many trees do we plant?";
      const sdk = new OpenAI({ baseURL: `${base}/v1`, apiKey: ann.accessToken, maxRetries: 0 });
      const answer = await sdk.chat.completions.stream({
        model: "gpt-5.4-mini",
        messages: [{ role: "user", content: question }],
        metadata: { transcription_ids: transcription_id },
      }).finalContent();
      assert.match(answer ?? "", /forty trees/);
      await using agent = await connectMcp({ base }, { token: ann.accessToken });
      const asked = await agent.use("ask", { transcription_ids: [transcription_id], question });
      assert.match(asked.text, /forty trees[^]*From the transcripts:\n- ".*forty trees/);
      assert.equal((await agent.use("search", { q: "gate" })).result.total, 1);
    });
  } finally {
    await stack.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
