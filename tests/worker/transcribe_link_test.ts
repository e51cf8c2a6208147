import assert from "node:assert/strict";
import { readAudio } from "../support/audio.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { serveFile, startLinkServer } from "../support/links.ts";
import { startPipeline } from "../support/pipeline.ts";

Deno.test("a link is transcribed in one call", async (t) => {
  await using openai = await startOpenaiServer();
  await using links = startLinkServer({
    "/talk.wav": serveFile(await readAudio("s16.wav")),
    "/page": () => new Response("<html>", { headers: { "content-type": "text/html" } }),
  });
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: openai.baseUrl, LINKS_ALLOW_PRIVATE: "true" });
  const { sql } = pipeline.api.database;
  const submit = async (body: unknown, headers?: HeadersInit) => {
    const response = await pipeline.call(pipeline.ann, "POST", "/transcriptions", body, headers);
    return { http: response.status, ...await response.json() };
  };

  await t.step("it waits for the import and then runs over the clip that is asked for", async () => {
    const { http, id, entry_id } = await submit({ url: `${links.url}/talk.wav`, start: 0.5, end: 1.5, title: "Talk" });
    assert.equal(http, 202);
    const [entry] = await sql`select status, title from public.entries where id = ${entry_id}`;
    assert.deepEqual({ ...entry }, { status: "importing", title: "Talk" });
    await pipeline.ring();
    assert.equal((await pipeline.read(id)).status, "completed");
    const [row] = await sql`select audio_ms from public.transcriptions where id = ${id}`;
    assert.equal(row!.audio_ms, 1000);
  });

  await t.step("where the link leads to no audio, it fails with the entry, and says why", async () => {
    const { id } = await submit({ url: `${links.url}/page` });
    await pipeline.ring();
    const row = await pipeline.read(id);
    assert.deepEqual([row.status, row.error_code], ["failed", "link_not_a_file"]);
  });

  await t.step("a clip outside of the audio fails when that is known", async () => {
    const { id } = await submit({ url: `${links.url}/talk.wav`, start: "1:00" });
    await pipeline.ring();
    const row = await pipeline.read(id);
    assert.deepEqual([row.status, row.error_code], ["failed", "clip_out_of_range"]);
  });

  await t.step("with both an entry and a link, or neither, it is refused", async () => {
    for (const body of [{}, { url: `${links.url}/talk.wav`, entry_id: crypto.randomUUID() }]) {
      assert.deepEqual((await submit(body)).code, "invalid_request");
    }
  });

  await t.step("a caller's own key cannot wait for an import", async () => {
    const answer = await submit({ url: `${links.url}/talk.wav` }, { "x-provider-key": "own-key-of-ann" });
    assert.equal(answer.code, "entry_not_ready");
  });
});
