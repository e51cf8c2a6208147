import assert from "node:assert/strict";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { startDeepgramServer } from "../support/deepgram_server.ts";
import { startGeminiServer } from "../support/gemini_server.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { reach, startPipeline } from "../support/pipeline.ts";
import { until } from "../support/until.ts";

Deno.test("a provider that cannot hands over to the next, and the row says who did it", async (t) => {
  await using openai = await startOpenaiServer();
  await using assemblyai = await startAssemblyaiServer();
  await using deepgram = await startDeepgramServer();
  await using gemini = await startGeminiServer();
  assemblyai.plan.early = deepgram.plan.early = true;
  await using pipeline = await startPipeline({
    ...reach("ASSEMBLYAI", assemblyai),
    ...reach("DEEPGRAM", deepgram),
    ...reach("GEMINI", gemini),
    OPENAI_BASE_URL: openai.baseUrl,
    SPEECH_PROVIDERS: "openai, assemblyai, deepgram, gemini",
  });
  const servers = { openai, assemblyai, deepgram, gemini };
  const work = async (options: Record<string, unknown> = {}) => {
    const { id } = await pipeline.submit(options);
    await pipeline.ring();
    await pipeline.later();
    return await pipeline.read(id);
  };
  const charges = () => Object.values(servers).map(({ charged }) => charged.length);

  await t.step("all is well: the first", async () => {
    const { status, provider } = await work();
    assert.deepEqual([status, provider, charges()], ["completed", "openai", [1, 0, 0, 0]]);
  });

  const refusals = { down: 503, "over its quota": 402, "refusing our key": 401, "too busy": 429 };
  for (const [how, status] of Object.entries(refusals)) {
    await t.step(`the first is ${how}: the second, at once`, async () => {
      openai.script({ status, body: { error: { message: "No" } } });
      const before = charges();
      const row = await work();
      openai.script();
      assert.deepEqual([row.status, row.provider, row.attempts], ["completed", "assemblyai", 1]);
      assert.deepEqual(charges(), [before[0], before[1]! + 1, before[2], before[3]]);
    });
  }

  await t.step("all but the last are down: the last", async () => {
    for (const server of [openai, assemblyai, deepgram]) server.script({ status: 503, body: {} });
    const row = await work();
    assert.deepEqual([row.status, row.provider, row.fallbacks], ["completed", "gemini", []]);
  });

  await t.step("all are down: it is tried again, and then somebody is back", async () => {
    gemini.script({ status: 503, body: {} });
    const { id } = await pipeline.submit();
    await pipeline.ring();
    assert.equal((await pipeline.read(id)).status, "processing");
    gemini.script();
    await pipeline.later();
    assert.deepEqual([(await pipeline.read(id)).status, (await pipeline.read(id)).attempts], ["completed", 2]);
    for (const server of Object.values(servers)) server.script();
  });

  await t.step("one that took the audio and failed through its own fault hands over too", async () => {
    openai.script({ status: 503, body: {} });
    const { result } = assemblyai;
    assemblyai.result = { error: "Server error, please try again" };
    const row = await work();
    await pipeline.later();
    await pipeline.later();
    assemblyai.result = result;
    openai.script();
    assert.deepEqual([row.status, row.provider], ["completed", "deepgram"]);
  });

  await t.step("audio that is refused is refused: nobody else is paid to say so", async () => {
    openai.script({ status: 400, body: { error: { message: "Audio file might be corrupted" } } });
    const before = charges();
    const row = await work();
    openai.script();
    assert.deepEqual([row.status, row.error_code, charges()], ["failed", "provider_rejected", before]);
  });

  await t.step("the one that is named is asked alone", async () => {
    deepgram.script({ status: 503, body: {} });
    const { id } = await pipeline.submit({ provider: "deepgram" });
    await pipeline.ring();
    assert.deepEqual((await pipeline.read(id)).provider, "deepgram");
    deepgram.script();
    await pipeline.later();
    await until(async () => (await pipeline.ring(), (await pipeline.read(id)).status === "completed" || undefined));
  });

  await t.step("only those are asked that can do what is asked", async () => {
    const before = charges();
    const row = await work({ diarize: true, speakers_expected: 2 });
    assert.deepEqual([row.status, row.provider, row.fallbacks], ["completed", "assemblyai", []]);
    assert.deepEqual(charges(), [before[0], before[1]! + 1, before[2], before[3]]);
  });

  await t.step("a clip that the provider can cut is cut there", async () => {
    await work({ provider: "assemblyai", start: "0:00.500", end: 1.5 });
    const { audio_start_from, audio_end_at } = assemblyai.charged.at(-1)!.options;
    assert.deepEqual([audio_start_from, audio_end_at], [500, 1500]);
  });

  await t.step("and one that it cannot is cut here, with times of the whole file", async () => {
    deepgram.plan.early = false;
    const { id } = await pipeline.submit({ provider: "deepgram", start: 0.5, end: 1.5 });
    await pipeline.ring();
    await until(() => deepgram.charged.at(-1)?.done || undefined);
    await pipeline.later();
    const row = await pipeline.read(id);
    assert.equal(row.status, "completed", JSON.stringify(row));
    const { audio } = deepgram.charged.at(-1)!;
    // 16-bit mono at 8 kHz: a second is 16,000 bytes.
    assert.ok("bytes" in audio && Math.abs(audio.bytes.length - 16_000) < 200);
    const [first] = await pipeline.api.database.sql`
      select min(start_ms) as start_ms from public.segments where transcription_id = ${id}`;
    assert.ok(Number(first!.start_ms) >= 500);
  });
});

Deno.test("what nobody can do is refused before it is asked of anybody", async (t) => {
  await using openai = await startOpenaiServer();
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: openai.baseUrl });
  const { id } = await pipeline.submit();
  const [{ entry_id }] = await pipeline.api.database.sql<[{ entry_id: string }]>`
    select entry_id from public.transcriptions where id = ${id}`;
  const refused: [string, Record<string, unknown>, number, string, RegExp][] = [
    ["speakers", { diarize: true }, 422, "option_not_supported", /openai has no 'diarize'/],
    [
      "two options",
      { redact_pii: true, keyterms: ["Kubernetes"] },
      422,
      "option_not_supported",
      /'redact_pii'|'keyterms'/,
    ],
    ["punctuation left out", { punctuate: false }, 422, "option_not_supported", /punctuate/],
    ["a provider that is not set up", { provider: "gemini" }, 422, "provider_not_available", /openai/],
    ["one that does not exist", { provider: "nobody" }, 422, "invalid_request", /provider/],
    ["an end before the start", { start: 5, end: 2 }, 422, "invalid_request", /after/],
    ["a start past the end of the audio", { start: "1:00" }, 422, "clip_out_of_range", /2 seconds/],
    ["a time that is none", { start: "1:75" }, 422, "invalid_request", /mm:ss/],
    ["speakers to expect without telling them apart", { speakers_expected: 2 }, 422, "invalid_request", /diarize/],
    ["a word for a language", { language: "nonsense" }, 422, "invalid_request", /ISO/],
  ];
  for (const [name, body, status, code, says] of refused) {
    await t.step(name, async () => {
      const response = await pipeline.call(pipeline.ann, "POST", `/entries/${entry_id}/transcriptions`, body);
      const problem = await response.json();
      assert.deepEqual([response.status, problem.code], [status, code]);
      assert.match(problem.detail, says);
    });
  }
  await t.step("what asks for nothing is no matter", async () => {
    const body = { diarize: false, redact_pii: false, keyterms: [], language: "en_US" };
    const response = await pipeline.call(pipeline.ann, "POST", `/entries/${entry_id}/transcriptions`, body);
    assert.deepEqual([response.status, (await response.json()).language], [202, "en"]);
  });
});
