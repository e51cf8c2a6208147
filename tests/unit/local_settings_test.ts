import assert from "node:assert/strict";
import { functionsEnvironment } from "../../local/environment.ts";
import { loadKeys } from "../../local/keys.ts";
import { parseConfig } from "../../shared/config.ts";

Deno.test("a folder of an earlier version keeps its keys and gets those that it lacks", async () => {
  const dataDir = await Deno.makeTempDir();
  const { answersKey: _, ...earlier } = await loadKeys(dataDir);
  await Deno.writeTextFile(`${dataDir}/keys.json`, JSON.stringify(earlier));
  const keys = await loadKeys(dataDir);
  assert.deepEqual(keys, { ...earlier, answersKey: keys.answersKey });
  assert.match(keys.answersKey, /^\w{32}$/);
  assert.deepEqual(await loadKeys(dataDir), keys);
  assert.equal((await Deno.stat(`${dataDir}/keys.json`)).mode! & 0o777, 0o600);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("the local answerer answers unless the user chose who does", async () => {
  const dataDir = await Deno.makeTempDir();
  const keys = await loadKeys(dataDir);
  await Deno.remove(dataDir, { recursive: true });
  const addresses = { url: "http://127.0.0.1:54321", databaseUrl: "postgres://x", adminDatabaseUrl: "postgres://x" };
  const chatWith = (chosen: Record<string, string>) =>
    parseConfig(new Map(Object.entries(functionsEnvironment(keys, addresses, chosen, "whisper-base")))).chat;

  const own = chatWith({});
  assert.deepEqual(own.order, ["openai"]);
  assert.deepEqual(own.services, {
    openai: {
      apiKey: keys.answersKey,
      baseUrl: "http://127.0.0.1:54321/answers/v1",
      model: "stenobase-extractive",
      contextTokens: 128_000,
      wire: "chat",
    },
  });
  assert.deepEqual(chatWith({ OPENAI_API_KEY: "sk-theirs" }), own);
  assert.deepEqual(chatWith({ CHAT_PROVIDERS: "none" }), { order: [], services: {} });
  const theirs = chatWith({ CHAT_PROVIDERS: "openai", CHAT_OPENAI_MODEL: "gpt-theirs", OPENAI_API_KEY: "sk-theirs" });
  assert.deepEqual([theirs.services.openai?.model, theirs.services.openai?.apiKey], ["gpt-theirs", "sk-theirs"]);
});
