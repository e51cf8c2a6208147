import assert from "node:assert/strict";
import type { LanguageService, Prompt } from "../../shared/language/types.ts";
import { askWith, chatFailureOf, chatKey, modelOf, promptWith, readParts } from "../support/asking.ts";
import type { ScriptedAnswer } from "../support/language_server.ts";
import { openaiError, startOpenaiChatServer } from "../support/openai_chat_server.ts";

const schema = {
  type: "object",
  properties: { title: { type: "string" } },
  required: ["title"],
  additionalProperties: false,
};
const asData = { schema, cites: false };
const json: ScriptedAnswer = { pieces: ['{"title":"Budget"}'] };
const refusal = (said: string, status = 400): ScriptedAnswer => ({ status, body: openaiError(said) });

Deno.test("what the openai adapter sends", async (t) => {
  await using server = startOpenaiChatServer();
  const modelBy = (wire: LanguageService["wire"]) => modelOf("openai", server, { wire });
  const ask = async (wire: LanguageService["wire"], changes: Partial<Prompt> = {}) =>
    await readParts((await modelBy(wire)).stream(promptWith(changes), askWith()));
  const sent = () => server.requests.splice(0).map(({ body }) => body);

  await t.step("to the Responses API: a streamed answer that is not stored", async () => {
    await ask("responses");
    const [{ path, headers, body } = assert.fail()] = server.requests.splice(0);
    const { input, instructions, ...rest } = body;
    assert.deepEqual([path, headers.get("authorization")], ["/v1/responses", `Bearer ${chatKey}`]);
    assert.deepEqual(rest, { model: "a-model", max_output_tokens: 500, store: false, stream: true });
    assert(String(instructions).startsWith("Task: answer\nAnswer from the sources.\n\nThe sources are records"));
    const [turn] = input as { role: string; content: string }[];
    assert.equal(turn?.role, "user");
    assert.match(turn.content, /^<sources>\n[^]*<\/sources>\n\nWhat was approved\?$/);
  });

  await t.step("to chat completions: the same, with the usage at its end", async () => {
    await ask("chat");
    const [{ path, body } = assert.fail()] = server.requests.splice(0);
    const { messages, ...rest } = body;
    assert.equal(path, "/v1/chat/completions");
    const expected = { model: "a-model", max_tokens: 500, stream: true, stream_options: { include_usage: true } };
    assert.deepEqual(rest, expected);
    const [system, user] = messages as { role: string; content: string }[];
    assert.deepEqual([system?.role, user?.role], ["system", "user"]);
    assert(system?.content.startsWith("Task: answer\n"));
    assert(user?.content.endsWith("</sources>\n\nWhat was approved?"));
  });

  await t.step(
    "users and assistants in turn, and the sources first, where the history begins with an answer",
    async () => {
      await ask("chat", { turns: [{ role: "assistant", content: "Hello" }, { role: "user", content: "And?" }] });
      const [{ messages } = assert.fail()] = sent();
      assert.deepEqual((messages as { role: string }[]).map(({ role }) => role), [
        "system",
        "user",
        "assistant",
        "user",
      ]);
    },
  );

  await t.step("a schema as a strict format, where it can be held to strictly", async () => {
    server.script(json);
    await ask("responses", asData);
    await ask("chat", asData);
    const [responses, chat] = sent();
    assert.deepEqual(responses?.text, { format: { type: "json_schema", name: "answer", schema, strict: true } });
    assert.deepEqual(chat?.response_format, {
      type: "json_schema",
      json_schema: { name: "answer", schema, strict: true },
    });
    server.script();
  });

  for (const status of [400, 422]) {
    await t.step(
      `a schema in lesser forms where a host refuses with ${status}, and remembers what it takes`,
      async () => {
        const model = await modelBy("chat");
        const fenced = { pieces: ["```json\n", '{"title":"Budget"}', "\n```"] };
        const no = refusal("response_format is not supported", status);
        server.script(no, no, fenced);
        assert.equal((await readParts(model.stream(promptWith(asData), askWith()))).text, '{"title":"Budget"}');
        const formats = sent().map(({ response_format }) => (response_format as { type?: string } | undefined)?.type);
        assert.deepEqual(formats, ["json_schema", "json_object", undefined]);
        await readParts(model.stream(promptWith(asData), askWith()));
        const [again, ...more] = sent();
        assert.deepEqual([again?.response_format, more], [undefined, []]);
        const [system] = again?.messages as { content: string }[];
        assert(system?.content.endsWith(`Its JSON Schema is: ${JSON.stringify(schema)}`));
      },
    );
  }

  await t.step("starts from the most again where everything was refused", async () => {
    const model = await modelBy("chat");
    server.script(refusal("No"));
    const { code } = await chatFailureOf(readParts(model.stream(promptWith(asData), askWith())));
    assert.deepEqual([code, sent().length], ["provider_rejected", 3]);
    server.script(json);
    await readParts(model.stream(promptWith(asData), askWith()));
    assert.partialDeepStrictEqual(sent(), [{ response_format: { type: "json_schema" } }]);
  });

  await t.step("the limit under its newer name, where the model wants that", async () => {
    const model = await modelBy("chat");
    const said = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.";
    server.script(refusal(said), { pieces: ["Yes."] });
    await readParts(model.stream(promptWith(), askWith()));
    await readParts(model.stream(promptWith(), askWith()));
    const limits = sent().map(({ max_tokens, max_completion_tokens }) => [max_tokens, max_completion_tokens]);
    assert.deepEqual(limits, [[500, undefined], [undefined, 500], [undefined, 500]]);
  });

  await t.step("once where less would not help", async () => {
    for (const answer of [refusal("This model's maximum context length is 10 tokens"), refusal("No", 404)]) {
      server.script(answer);
      await chatFailureOf(ask("chat", asData));
      assert.equal(sent().length, 1);
    }
    server.script(refusal("No"));
    await chatFailureOf(ask("chat"));
    assert.equal(sent().length, 1);
  });
});

Deno.test("what the openai adapter makes of what compatible hosts do", async (t) => {
  await using server = startOpenaiChatServer();
  const model = await modelOf("openai", server);
  const ask = () => readParts(model.stream(promptWith(), askWith()));

  await t.step("no usage told: it is estimated, so that nobody chats for nothing", async () => {
    server.script({ pieces: ["The budget was approved."], usage: null });
    const { end } = await ask();
    assert(end?.type === "end" && end.usage.inputTokens > 100 && end.usage.outputTokens >= 5);
  });

  const tooLong = [
    "This model's maximum context length is 65536 tokens. However, you requested 74426 tokens",
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    "Please reduce the length of the messages or completion.",
    "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).",
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    "the request exceeds the available context size, try increasing it",
    "Your request exceeded model token limit: 262144 (requested: 300000)",
  ];
  for (const said of tooLong) {
    await t.step(`'${said}': the prompt is too long`, async () => {
      server.script({ status: 400, body: openaiError(said) });
      assert.equal((await chatFailureOf(ask())).code, "prompt_too_long");
    });
  }

  await t.step("an account that has run dry is told apart from too many calls", async () => {
    const said = "You exceeded your current quota, please check your plan and billing details.";
    server.script({ status: 429, body: openaiError(said, "insufficient_quota") });
    assert.equal((await chatFailureOf(ask())).code, "provider_quota_exceeded");
    server.script({ status: 429, body: openaiError("Rate limit reached", "rate_limit_exceeded") });
    assert.equal((await chatFailureOf(ask())).code, "provider_unavailable");
  });
});
