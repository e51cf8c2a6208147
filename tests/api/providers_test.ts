import assert from "node:assert/strict";
import { z } from "zod";
import { Providers } from "../../functions/api/providers/schemas.ts";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";

const all = {
  SPEECH_PROVIDERS: "assemblyai,openai",
  ASSEMBLYAI_API_KEY: "key-of-assemblyai",
  ASSEMBLYAI_MODEL: "universal-3-5-pro,universal-2",
  DEEPGRAM_MODEL: "nova-3",
  GEMINI_MODEL: "gemini-3.5-transcribe",
};

Deno.test("the speech providers", async (t) => {
  const listWith = async (changes: Record<string, string>): Promise<z.infer<typeof Providers>["data"]> => {
    await using api = await startApi(changes);
    const response = await api.call(await addPerson(api.database.sql), "GET", "/providers");
    assert.equal(response.status, 200);
    const text = await response.text();
    assert(!/key-of-assemblyai|sk-of-the-tests|example\.com/.test(text), "It tells a key or an address");
    return Providers.parse(JSON.parse(text)).data;
  };

  await t.step("in the order in which they are asked, then those that need the caller's key", async () => {
    const list = await listWith(all);
    // Deepgram answers later and has no key of ours: nobody can use it.
    assert.deepEqual(
      list.map(({ name, default: first, own_key, needs_own_key }) => [name, first, own_key, needs_own_key]),
      [
        ["assemblyai", true, false, false],
        ["openai", false, true, false],
        ["gemini", false, true, true],
      ],
    );
  });

  await t.step("each with what its model can do", async () => {
    const [assemblyai, openai] = await listWith(all);
    assert.deepEqual(openai, {
      name: "openai",
      model: "whisper-1",
      default: false,
      answers: "at once",
      options: ["language", "prompt"],
      gives: { words: true, segments: true, speakers: false, confidence: true },
      limits: { max_bytes: 24 * 1024 * 1024, max_ms: 600_000 },
      own_key: true,
      needs_own_key: false,
    });
    assert.deepEqual(assemblyai?.limits, { max_bytes: 5_000_000_000, max_ms: 36_000_000 });
    assert(assemblyai?.options.includes("speakers_expected"));
  });

  await t.step("none, where none is set up", async () => {
    assert.deepEqual(await listWith({ SPEECH_PROVIDERS: "none", SPEECH_OPENAI_MODEL: "" }), []);
  });
});
