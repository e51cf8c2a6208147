import Anthropic from "@anthropic-ai/sdk";
import assert from "node:assert/strict";
import OpenAI from "openai";
import { startAnthropicServer } from "../support/anthropic_server.ts";
import type { LanguageServer } from "../support/language_server.ts";
import { startOpenaiChatServer } from "../support/openai_chat_server.ts";

const usage = { input: 30, cached: 10, output: 4 };
const turn = { role: "user" as const, content: "Hello" };

// The servers stand in for the services in all other tests, so the services' own clients have to take them for real: here
// with what the clients themselves make of a stream.

Deno.test("the openai package takes our server for OpenAI", async (t) => {
  await using server = startOpenaiChatServer();
  const client = new OpenAI({ apiKey: "a-key", baseURL: server.baseUrl, maxRetries: 0 });
  const options = { stream_options: { include_usage: true } };

  await t.step("by chat completions", async () => {
    server.script({ pieces: ["Good ", "morning."], usage });
    const stream = client.chat.completions.stream({ model: "a-model", messages: [turn], ...options });
    const { choices, usage: used } = await stream.finalChatCompletion();
    assert.equal(choices[0]?.message.content, "Good morning.");
    assert.deepEqual([used?.prompt_tokens, used?.prompt_tokens_details?.cached_tokens, used?.completion_tokens], [
      30,
      10,
      4,
    ]);
  });

  await t.step("by responses", async () => {
    server.script({ pieces: ["Good ", "morning."], usage });
    const answer = await client.responses.stream({ model: "a-model", input: "Hello" }).finalResponse();
    assert.deepEqual([answer.output_text, answer.status, answer.usage?.input_tokens], [
      "Good morning.",
      "completed",
      30,
    ]);
    server.script({ pieces: ["I may not."], finish: "refused" });
    const refused = await client.responses.stream({ model: "a-model", input: "Hello" }).finalResponse();
    assert.partialDeepStrictEqual(refused.output, [{ content: [{ type: "refusal", refusal: "I may not." }] }]);
    server.script({ pieces: ["Good"], finish: "length" });
    const cut = await client.responses.stream({ model: "a-model", input: "Hello" }).finalResponse();
    assert.deepEqual([cut.status, cut.incomplete_details?.reason], ["incomplete", "max_output_tokens"]);
  });

  await t.step("with errors of its own form", async () => {
    const broken = { type: "server_error", message: "It broke" };
    await failsWith(server, broken, async () => {
      const stream = await client.chat.completions.create({ model: "a-model", messages: [turn], stream: true });
      for await (const _ of stream);
    }, OpenAI.APIError);
    await failsWith(server, broken, async () => {
      for await (const _ of await client.responses.create({ model: "a-model", input: "Hello", stream: true }));
    }, OpenAI.APIError);
  });
});

Deno.test("the @anthropic-ai/sdk package takes our server for Anthropic", async (t) => {
  await using server = startAnthropicServer();
  const client = new Anthropic({ apiKey: "a-key", baseURL: server.baseUrl, maxRetries: 0 });
  const content: Anthropic.ContentBlockParam[] = [{
    type: "document",
    citations: { enabled: true },
    source: { type: "content", content: [{ type: "text", text: "One." }, { type: "text", text: "Two." }] },
  }];
  const body = { model: "a-model", max_tokens: 50, messages: [{ role: "user" as const, content }] };

  await t.step("with blocks, citations and usage", async () => {
    server.script({ pieces: ["Well. ", "It is ", "two.", { document: 0, start: 1, end: 2 }, " So."], usage });
    const message = await client.messages.stream(body).finalMessage();
    assert.equal(
      message.content.map((block) => block.type === "text" ? block.text : "").join(""),
      "Well. It is two. So.",
    );
    const cited = message.content.flatMap((block) => block.type === "text" ? block.citations ?? [] : []);
    assert.partialDeepStrictEqual(cited, [{
      type: "content_block_location",
      start_block_index: 1,
      cited_text: "Two.",
    }]);
    const { input_tokens, cache_read_input_tokens, output_tokens } = message.usage;
    assert.deepEqual([message.stop_reason, input_tokens, cache_read_input_tokens, output_tokens], [
      "end_turn",
      20,
      10,
      4,
    ]);
  });

  await t.step("with errors of its own form", async () => {
    await failsWith(server, { type: "overloaded_error", message: "Overloaded" }, async () => {
      for await (const _ of await client.messages.create({ ...body, stream: true }));
    }, Anthropic.APIError);
    const refused = client.messages.create({ ...body, max_tokens: 50, stream: false });
    await assert.rejects(refused, Anthropic.BadRequestError);
  });
});

async function failsWith(
  server: LanguageServer,
  error: { type: string; message: string },
  read: () => Promise<void>,
  kind: new (...args: never[]) => Error,
): Promise<void> {
  server.script({ pieces: ["Half"], then: error });
  await assert.rejects(read(), (cause) => cause instanceof kind && cause.message.includes(error.message));
}
