import assert from "node:assert/strict";
import { createAnthropicModel } from "../../shared/language/anthropic/model.ts";
import { createOpenaiModel } from "../../shared/language/openai/model.ts";
import type { Part } from "../../shared/language/types.ts";
import { startAnthropicServer } from "../support/anthropic_server.ts";
import { askWith, chatFailureOf, chatKey, emptyAnswer, promptWith, readParts } from "../support/asking.ts";
import { startOpenaiChatServer } from "../support/openai_chat_server.ts";
import { until } from "../support/until.ts";

const patience = { firstMs: 300, idleMs: 150 };

const subjects = {
  "openai by responses": { start: startOpenaiChatServer, create: createOpenaiModel, wire: "responses" },
  "openai by chat completions": { start: startOpenaiChatServer, create: createOpenaiModel, wire: "chat" },
  "anthropic": { start: startAnthropicServer, create: createAnthropicModel, wire: "chat" },
} as const;

for (const [name, { start, create, wire }] of Object.entries(subjects)) {
  Deno.test(`how long ${name} is waited for`, async (t) => {
    await using server = start();
    const service = { apiKey: chatKey, baseUrl: server.baseUrl, model: "a-model", contextTokens: 100_000, wire };
    const model = create(service, fetch, patience);
    const ask = (answer = emptyAnswer()) => readParts(model.stream(promptWith(), askWith()), answer);

    await t.step("not for ever until it begins", async () => {
      server.script("hang");
      const started = performance.now();
      const { code, message } = await chatFailureOf(ask());
      assert.deepEqual([code, message], ["provider_unavailable", `${model.name} was silent for 0 seconds`]);
      assert(performance.now() - started >= 290);
    });

    await t.step("not for ever until it goes on; what came is there, and the request ends", async () => {
      server.script({ pieces: ["First."], then: "hang" });
      const answer = emptyAnswer();
      assert.equal((await chatFailureOf(ask(answer))).code, "provider_unavailable");
      assert.equal(answer.text, "First.");
      await until(() => server.requests.at(-1)?.leftAt);
    });

    await t.step("as long as it goes on, however long that takes", async () => {
      server.script({ pieces: ["a", "b", "c", "d", "e"], pauseMs: 90 });
      const started = performance.now();
      assert.equal((await ask()).text, "abcde");
      assert(performance.now() - started > 400);
    });

    await t.step("and not held for silent where the reader is slow", async () => {
      server.script({ pieces: ["a", "b", "c"], pauseMs: 20 });
      const parts: Part[] = [];
      for await (const part of model.stream(promptWith(), askWith())) {
        parts.push(part);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      assert.equal(parts.at(-1)?.type, "end");
    });
  });
}
