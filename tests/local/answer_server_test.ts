import assert from "node:assert/strict";
import OpenAI from "openai";
import { createOpenaiModel } from "../../shared/language/openai/model.ts";
import type { Part, Prompt } from "../../shared/language/types.ts";
import { answersKey, makePrompt, readTranscript, toMessages, withAnswerServer } from "../support/answer_server.ts";

const model = "stenobase-extractive";
const source = await readTranscript("two_voices.txt");
const words = "the company has already agreed to pay for half of it.";
const messages = toMessages(makePrompt("answer", [source], ["Who pays for the building?"]));

Deno.test("the answer comes as one completion", () =>
  withAnswerServer(async ({ client }) => {
    const { choices: [choice], usage, ...completion } = await client.chat.completions.create({ model, messages });
    assert.deepEqual([completion.object, completion.model], ["chat.completion", model]);
    assert.deepEqual(choice, {
      index: 0,
      message: { role: "assistant", content: `${words} [[3|${words}]]`, refusal: null },
      logprobs: null,
      finish_reason: "stop",
    });
    assert(usage!.prompt_tokens > 60 && usage!.completion_tokens > 10);
    assert.equal(usage!.total_tokens, usage!.prompt_tokens + usage!.completion_tokens);
  }));

Deno.test("the answer comes in chunks, with the usage last where it is asked for", () =>
  withAnswerServer(async ({ client }) => {
    const stream = await client.chat.completions.create({
      ...{ model, messages, stream: true },
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);
    const deltas = chunks.flatMap(({ choices: [choice] }) => choice ?? []);
    assert.deepEqual(deltas[0]?.delta, { role: "assistant", content: "" });
    assert.equal(deltas.map(({ delta }) => delta.content ?? "").join(""), `${words} [[3|${words}]]`);
    assert.deepEqual(deltas.flatMap(({ finish_reason }) => finish_reason ?? []), ["stop"]);
    assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
    const last = chunks.at(-1)!;
    assert.deepEqual([last.choices, last.usage?.completion_tokens], [[], deltas.length - 2]);
    const without = await Array.fromAsync(await client.chat.completions.create({ model, messages, stream: true }));
    assert.equal(without.at(-1)?.choices[0]?.finish_reason, "stop");
    assert(without.every(({ usage }) => !usage));
  }));

Deno.test("the SDK's stream helper takes it", () =>
  withAnswerServer(async ({ client }) => {
    const final = await client.chat.completions.stream({ model, messages }).finalChatCompletion();
    assert.equal(final.choices[0]?.message.content, `${words} [[3|${words}]]`);
  }));

Deno.test("an answer ends at the most tokens", () =>
  withAnswerServer(async ({ client }) => {
    for (const limit of ["max_tokens", "max_completion_tokens"]) {
      const { choices: [choice], usage } = await client.chat.completions.create({ model, messages, [limit]: 3 });
      assert.deepEqual([choice?.message.content, choice?.finish_reason], ["the company has", "length"]);
      assert.equal(usage?.completion_tokens, 3);
    }
  }));

Deno.test("data comes in the properties of the schema", () =>
  withAnswerServer(async ({ client }) => {
    const items = { type: "object", properties: { text: { type: "string" }, due: { type: ["string", "null"] } } };
    const schema = { type: "object", properties: { tasks: { type: "array", items } } };
    const { choices } = await client.chat.completions.create({
      model,
      messages: toMessages(makePrompt("action_items", [source], ["List them."])),
      response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
    });
    assert.deepEqual(JSON.parse(choices[0]?.message.content ?? ""), {
      tasks: [{
        text: "then we should tell the other people in the company before the end of the week.",
        due: "before the end of the week",
      }],
    });
  }));

Deno.test("our own adapter reads the citations", () =>
  withAnswerServer(async ({ address }) => {
    const ask = async (prompt: Prompt) => {
      const service = { apiKey: answersKey, baseUrl: address, model, contextTokens: 128_000, wire: "chat" as const };
      const parts = createOpenaiModel(service).stream(prompt, { signal: AbortSignal.timeout(5000) });
      return await Array.fromAsync(parts);
    };
    const textOf = (parts: Part[]) => parts.map((part) => part.type === "text" ? part.text : "").join("");
    const parts = await ask(makePrompt("answer", [source], ["Who pays for the building?"]));
    assert.equal(textOf(parts), words);
    assert.deepEqual(parts.filter(({ type }) => type === "citation"), [
      { type: "citation", source: 0, first: 2, last: 2, quote: words },
    ]);
    const unknown = await ask(makePrompt("answer", [source], ["Who won the match?"]));
    assert.equal(textOf(unknown), "The transcript does not say.");
    assert(!unknown.some(({ type }) => type === "citation"));
    await assert.rejects(ask(makePrompt("translation", [source], ["To German."])), /no language model/);
  }));

Deno.test("the model is listed", () =>
  withAnswerServer(async ({ client }) => {
    assert.deepEqual((await client.models.list()).data.map(({ id }) => id), [model]);
  }));

Deno.test("the SDK gets its own error classes", () =>
  withAnswerServer(async ({ address, client }) => {
    const stranger = new OpenAI({ apiKey: "wrong", baseURL: address, maxRetries: 0 });
    await assert.rejects(stranger.models.list(), (error) => {
      assert(error instanceof OpenAI.AuthenticationError);
      assert.equal(error.code, "invalid_api_key");
      assert.doesNotMatch(error.message, /wrong|local-answers-key/);
      return true;
    });
    await assert.rejects(client.chat.completions.create({ model: "gpt-9", messages }), OpenAI.NotFoundError);
  }));

Deno.test("each wrong request is answered with OpenAI's error", () =>
  withAnswerServer(async ({ address }) => {
    const send = async (body: string, path = "/chat/completions") => {
      const headers = { authorization: `Bearer ${answersKey}`, "content-type": "application/json" };
      const response = await fetch(`${address}${path}`, { method: "POST", body, headers });
      const { error } = await response.json();
      assert.deepEqual(Object.keys(error), ["message", "type", "param", "code"]);
      assert(error.message.length > 15 && !/undefined|\/tmp/.test(error.message), error.message);
      return [response.status, error.param, error.code];
    };
    const good = { model, messages };
    const cases: [unknown, unknown[]][] = [
      [{ messages }, [400, "model", "invalid_value"]],
      [{ model }, [400, "messages", "invalid_value"]],
      [{ model, messages: [] }, [400, "messages", "invalid_value"]],
      [{ model, messages: [{ role: "user", content: 7 }] }, [400, "messages.0.content", "invalid_value"]],
      [{ model, messages: [{ role: "robot", content: "Hi" }] }, [400, "messages.0.role", "invalid_value"]],
      [{ ...good, max_tokens: 0 }, [400, "max_tokens", "invalid_value"]],
      [{ ...good, stream: "yes" }, [400, "stream", "invalid_value"]],
      [{ ...good, response_format: { type: "xml" } }, [400, "response_format.type", "invalid_value"]],
      [{ ...good, model: "gpt-9" }, [404, "model", "model_not_found"]],
      [
        { model, messages: toMessages(makePrompt("translation", [source], ["To German."])) },
        [400, "messages", "task_not_supported"],
      ],
    ];
    for (const [body, expected] of cases) assert.deepEqual(await send(JSON.stringify(body)), expected);
    assert.deepEqual(await send("no json"), [400, null, null]);
    assert.deepEqual(await send(`"${"x".repeat(17 << 20)}"`), [413, null, null]);
    assert.deepEqual(await send("{}", "/completions"), [404, null, "unknown_url"]);
  }));
