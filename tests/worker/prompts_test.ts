import assert from "node:assert/strict";
import type postgres from "postgres";
import type { SpeechOptions } from "../../shared/speech/types.ts";
import { startApi } from "../support/api.ts";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { startDeepgramServer } from "../support/deepgram_server.ts";
import { startGeminiServer } from "../support/gemini_server.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { addPerson } from "../support/people.ts";
import { reach, startPipeline } from "../support/pipeline.ts";
import { createTestWorker, submitFixture, transcriberOf } from "../support/worker.ts";

const told = "Names: Ann, Bob.";

/** Makes a text the prompt of all transcriptions to come. Returns its version. */
async function activatePrompt(sql: postgres.Sql, text: string): Promise<number> {
  return await sql.begin(async (tx) => {
    await tx`update public.prompts set is_active = false where kind = 'transcribe'`;
    const [{ version }] = await tx<[{ version: number }]>`
      insert into public.prompts (kind, version, text, is_active)
      select 'transcribe', count(*) + 1, ${text}, true from public.prompts where kind = 'transcribe' returning version`;
    return version;
  });
}

Deno.test("the operator's prompt goes to the providers that take one", async (t) => {
  await using openai = await startOpenaiServer();
  await using assemblyai = await startAssemblyaiServer();
  await using deepgram = await startDeepgramServer();
  await using gemini = await startGeminiServer();
  assemblyai.plan.early = deepgram.plan.early = true;
  await using pipeline = await startPipeline({
    ...reach("ASSEMBLYAI", assemblyai),
    ...reach("DEEPGRAM", deepgram),
    ...reach("GEMINI", gemini),
    ASSEMBLYAI_MODEL: "universal-3-5-pro",
    OPENAI_BASE_URL: openai.baseUrl,
    SPEECH_PROVIDERS: "openai, assemblyai, deepgram, gemini",
  });
  const { sql } = pipeline.api.database;
  await activatePrompt(sql, told);
  const servers = { openai, assemblyai, deepgram, gemini };
  /** What the provider that did the work was sent, beside the audio. */
  const work = async (options: Record<string, unknown> = {}) => {
    const { id } = await pipeline.submit(options);
    await pipeline.ring();
    await pipeline.later();
    const { status, provider } = await pipeline.read(id);
    assert.equal(status, "completed");
    return { provider, sent: servers[provider as keyof typeof servers].charged.at(-1)!.options };
  };

  await t.step("openai: in the form, before the caller's own", async () => {
    assert.equal((await work()).sent.prompt, told);
    assert.equal((await work({ prompt: "About boats." })).sent.prompt, `${told} About boats.`);
  });

  await t.step("openai, with a model that tells speakers apart: none, and the work is done", async () => {
    const { provider, sent } = await work({ provider: "openai", model: "gpt-4o-transcribe-diarize" });
    assert.deepEqual([provider, sent.model, sent.prompt], ["openai", "gpt-4o-transcribe-diarize", undefined]);
  });

  await t.step("assemblyai: in the request, together with key terms", async () => {
    const { sent } = await work({ provider: "assemblyai" });
    assert.deepEqual([sent.prompt, sent.keyterms_prompt], [told, undefined]);
    const both = (await work({ provider: "assemblyai", prompt: "About boats.", keyterms: ["keel"] })).sent;
    assert.equal(both.prompt, `${told} About boats.\nTerms to listen for: keel.`);
    assert.equal(both.keyterms_prompt, undefined);
  });

  await t.step("assemblyai, with a model that reads none: the key terms as they are", async () => {
    const { sent } = await work({ provider: "assemblyai", model: "universal-2", keyterms: ["keel"] });
    assert.deepEqual([sent.prompt, sent.keyterms_prompt], [undefined, ["keel"]]);
  });

  for (const provider of ["deepgram", "gemini"] as const) {
    await t.step(`${provider}: none, and the work is done`, async () => {
      const { sent } = await work({ provider });
      assert(!JSON.stringify(sent).includes(told));
    });
  }

  await t.step("whoever takes over is given it, or does without", async () => {
    openai.script({ status: 503, body: {} });
    const second = await work();
    assert.deepEqual([second.provider, second.sent.prompt], ["assemblyai", told]);
    assemblyai.script({ status: 503, body: {} });
    const third = await work();
    assert.equal(third.provider, "deepgram");
    openai.script();
    assemblyai.script();
  });

  await t.step("a run keeps the prompt of its time, and is done again with it", async () => {
    openai.script({ status: 400, body: { error: { message: "Audio file might be corrupted" } } });
    const { id } = await pipeline.submit();
    await pipeline.ring();
    assert.equal((await pipeline.read(id)).status, "failed");
    openai.script();
    const version = await activatePrompt(sql, "Names: Eve.");
    assert.equal((await pipeline.call(pipeline.ann, "POST", `/transcriptions/${id}/retry`)).status, 202);
    await pipeline.later();
    assert.equal(openai.charged.at(-1)!.options.prompt, told);
    const again = await (await pipeline.call(pipeline.ann, "GET", `/transcriptions/${id}`)).json();
    assert.deepEqual([again.status, again.prompt_version, again.prompt_text], ["completed", version - 1, told]);
    assert.equal((await work()).sent.prompt, "Names: Eve.");
  });
});

Deno.test("every piece of a recording is transcribed with the operator's prompt", async () => {
  await using api = await startApi();
  await activatePrompt(api.database.sql, told);
  await submitFixture(api, await addPerson(api.database.sql), "s16.wav");
  const heard: SpeechOptions[] = [];
  const transcriber = transcriberOf((_audio, options) => {
    heard.push(options);
    return Promise.resolve({ text: "", segments: [] });
  }, { milliseconds: 600 });
  const abilities = { ...transcriber.abilities, options: ["prompt"] as const };
  await createTestWorker(api, { ...transcriber, abilities }).ring();
  assert(heard.length > 2);
  assert.deepEqual(new Set(heard.map(({ prompt }) => prompt)), new Set([told]));
});
