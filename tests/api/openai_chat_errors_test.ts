import assert from "node:assert/strict";
import OpenAI, { APIError } from "openai";
import { ProviderError } from "../../shared/provider_error.ts";
import { addMeeting } from "../support/chat.ts";
import { end, text } from "../support/language.ts";
import { liftLimits, setLimits } from "../support/limits.ts";
import { createSdk } from "../support/openai_surface.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";
import { serveApi } from "../support/served_api.ts";

const question = { role: "user", content: "What was approved?" } as const;
const model = "gpt-4o";

/** The error that a call ends with. */
async function raisedBy(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    (answer) => assert.fail(`It was answered: ${JSON.stringify(answer)}`),
    (error) => error,
  );
  assert(error instanceof APIError, String(error));
  return error;
}

Deno.test("what goes wrong with a question is raised by OpenAI's SDK as its own errors", async (t) => {
  await using served = await serveApi();
  const { api, ann, answerWith } = served;
  const { sql } = api.database;
  const id = await addMeeting(api, ann);
  const sdk = await createSdk(served, ann);
  const metadata = { transcription_ids: id };
  type Asked = Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>;
  const ask = (more: Asked = {}, headers = {}) =>
    sdk.chat.completions.create({ model, messages: [question], metadata, ...more }, { headers });
  answerWith(() => [text("Yes."), end()]);

  const tool = { type: "function" as const, function: { name: "look" } };
  const image = { type: "image_url" as const, image_url: { url: "https://example.com/cat.png" } };
  const refused: [string, Asked, string, string | null][] = [
    ["several answers", { n: 2 }, "option_not_supported", "n"],
    ["a temperature", { temperature: 0 }, "option_not_supported", "temperature"],
    ["tools", { tools: [tool] }, "option_not_supported", "tools"],
    ["a choice of tools", { tool_choice: "auto" }, "option_not_supported", "tool_choice"],
    ["JSON", { response_format: { type: "json_object" } }, "option_not_supported", "response_format"],
    ["log probabilities", { logprobs: true }, "option_not_supported", "logprobs"],
    ["a seed", { seed: 7 }, "option_not_supported", "seed"],
    ["an end", { stop: ["."] }, "option_not_supported", "stop"],
    ["an effort", { reasoning_effort: "low" }, "option_not_supported", "reasoning_effort"],
    ["not to be kept", { store: false }, "option_not_supported", "store"],
    ["what is not known", { best_of: 2 } as Asked, "invalid_request", null],
    ["no transcripts", { metadata: {} }, "invalid_request", "metadata.transcription_ids"],
    ["no metadata", { metadata: null }, "invalid_request", "metadata.transcription_ids"],
    [
      "an id that is none",
      { metadata: { transcription_ids: "all" } },
      "invalid_request",
      "metadata.transcription_ids.0",
    ],
    ["a broken list", { metadata: { transcription_ids: "[1," } }, "invalid_request", "metadata.transcription_ids"],
    ["other metadata", { metadata: { ...metadata, a: "b" } }, "invalid_request", "metadata"],
    ["no messages", { messages: [] }, "invalid_request", "messages"],
    ["no question", { messages: [{ role: "system", content: "Hello" }] }, "invalid_request", "messages.0"],
    ["its own answer", { messages: [question, { role: "assistant", content: "Y" }] }, "invalid_request", "messages.1"],
    ["an empty question", { messages: [{ role: "user", content: " " }] }, "invalid_request", "messages.0.content"],
    [
      "a long question",
      { messages: [{ role: "user", content: "a".repeat(4001) }] },
      "invalid_request",
      "messages.0.content",
    ],
    ["a picture", { messages: [{ role: "user", content: [image] }] }, "invalid_request", "messages.0.content"],
    [
      "what a tool says",
      { messages: [{ role: "tool", content: "7", tool_call_id: "1" }, question] },
      "invalid_request",
      "messages.0.role",
    ],
    ["too much", { max_tokens: 1e6 }, "invalid_request", "max_tokens"],
    [
      "long instructions",
      { messages: [{ role: "system", content: "word ".repeat(200_000) }, question] },
      "prompt_too_long",
      null,
    ],
    ["who is not set up", { model: "anthropic/claude" }, "provider_not_available", null],
  ];
  for (const [name, more, code, param] of refused) {
    await t.step(`asking for ${name}, as a BadRequestError`, async () => {
      const error = await raisedBy(ask(more));
      assert(error instanceof OpenAI.BadRequestError, error.message);
      assert.deepEqual([error.code, error.param], [code, param], error.message);
    });
  }

  await t.step(
    "a transcript that is not there or somebody else's, alone or among one's own, as a NotFoundError",
    async () => {
      const bob = await addPerson(sql);
      const others = await addMeeting(api, bob);
      for (const ids of [crypto.randomUUID(), others, `${id},${others}`]) {
        const error = await raisedBy(ask({ metadata: { transcription_ids: ids } }));
        assert(error instanceof OpenAI.NotFoundError);
        assert.equal(error.code, "transcription_not_found");
      }
      const error = await raisedBy(ask({}, { "x-transcription-ids": others }));
      assert.equal(error.code, "transcription_not_found");
    },
  );

  await t.step("a transcript that is not ready, as a BadRequestError", async () => {
    const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    const error = await raisedBy(ask({ metadata: { transcription_ids: queued } }));
    assert(error instanceof OpenAI.BadRequestError);
    assert.equal(error.code, "transcription_not_ready");
  });

  await t.step("a token that is none, as an AuthenticationError", async () => {
    const stranger = await createSdk(served, ann, { apiKey: "sk-of-openai" });
    const error = await raisedBy(stranger.chat.completions.create({ model, messages: [question], metadata }));
    assert(error instanceof OpenAI.AuthenticationError);
  });

  await t.step("a limit, as a RateLimitError", async () => {
    await setLimits(sql, { requests_per_minute: 0 });
    assert(await raisedBy(ask()) instanceof OpenAI.RateLimitError);
    await liftLimits(sql);
  });

  const failures = [
    ["a provider that is down", new ProviderError("provider_unavailable", "It is down"), 503, "true", {}],
    ["our key that a provider refuses", new ProviderError("provider_unauthorized", "It refuses"), 503, "false", {}],
    ["an account that has run dry", new ProviderError("provider_quota_exceeded", "No money"), 429, "false", {}],
    ["what a provider refuses", new ProviderError("provider_rejected", "It refuses"), 400, "false", {}],
    [
      "one's own key that a provider refuses",
      new ProviderError("provider_unauthorized", "It refuses"),
      401,
      "false",
      { "x-provider-key": "a-key-of-the-caller" },
    ],
  ] as const;
  for (const [name, failure, status, retry, headers] of failures) {
    await t.step(`${name}, by its kind, streaming too`, async () => {
      // deno-lint-ignore require-yield -- it fails before anything comes
      answerWith(async function* () {
        await Promise.resolve();
        throw failure;
      });
      const error = await raisedBy(ask({}, headers));
      assert.deepEqual([error.status, error.headers?.get("x-should-retry")], [status, retry], error.message);
      const request = { model, messages: [question], metadata, stream: true as const };
      const streamed = await raisedBy(sdk.chat.completions.create(request, { headers }));
      assert.deepEqual([streamed.status, streamed.code], [status, error.code]);
    });
  }

  await t.step("a provider that breaks off, as an error within the stream", async () => {
    answerWith(async function* () {
      yield text("The budget");
      await Promise.resolve();
      throw new ProviderError("provider_unavailable", "It hung up");
    });
    const stream = await sdk.chat.completions.create({ model, messages: [question], metadata, stream: true });
    const heard: unknown[] = [];
    const error = await raisedBy((async () => {
      for await (const { choices } of stream) heard.push(choices[0]?.delta.content);
    })());
    assert.deepEqual(heard, ["The budget"]);
    assert.deepEqual([error.code, error.type], ["provider_unavailable", "server_error"]);
  });
});
