import assert from "node:assert/strict";
import type { Prompt } from "../../shared/language/types.ts";
import { startAnthropicServer } from "../support/anthropic_server.ts";
import { askWith, chatKey, modelOf, promptWith, readParts, someSources } from "../support/asking.ts";

Deno.test("what the anthropic adapter sends", async (t) => {
  await using server = startAnthropicServer();
  const ask = async (changes: Partial<Prompt> = {}) =>
    await readParts((await modelOf("anthropic", server)).stream(promptWith(changes), askWith()));
  const sent = () => server.requests.splice(0).map(({ body }) => body);
  const text = (said: string) => ({ type: "text", text: said });

  await t.step("documents with a block for each passage, the last one cached, and no temperature", async () => {
    await ask();
    const [{ path, headers, body } = assert.fail()] = server.requests.splice(0);
    const { system, messages, ...rest } = body;
    assert.equal(path, "/v1/messages");
    assert.equal(headers.get("anthropic-version"), "2026-10-21");
    assert.equal(headers.get("authorization"), `Bearer ${chatKey}`);
    assert.equal(headers.get("x-api-key"), chatKey, "A host that is merely compatible reads this one");
    assert.deepEqual(rest, { model: "a-model", max_tokens: 500, stream: true });
    assert(String(system).startsWith("Task: answer\nAnswer from the sources.\n\nThe sources are records"));
    assert(!String(system).includes("[["));
    const document = (title: string, ...content: string[]) => ({
      type: "document",
      title,
      citations: { enabled: true },
      source: { type: "content", content: content.map(text) },
    });
    assert.deepEqual(messages, [{
      role: "user",
      content: [
        document(
          "Budget",
          "(Ann, 00:00:03) We approve the budget.",
          "(Ben, 00:01:01) It is ten thousand euros.",
          "Thank you.",
        ),
        {
          ...document("Roof", "(00:00:00) The roof leaks.", "(Zoë, 01:02:03) Repairs begin on Monday."),
          cache_control: { type: "ephemeral" },
        },
        text("What was approved?"),
      ],
    }]);
  });

  await t.step("the history after the sources, which stay where they were", async () => {
    const turns = [
      { role: "user" as const, content: "First" },
      { role: "assistant" as const, content: "Second" },
      { role: "user" as const, content: "Third" },
    ];
    await ask({ turns });
    await ask({ turns: turns.slice(1) });
    const [whole, cut] = sent().map(({ messages }) => messages as { role: string; content: unknown[] }[]);
    assert.deepEqual(whole?.slice(1), turns.slice(1));
    assert.deepEqual(whole?.[0]?.content.at(-1), text("First"));
    assert.deepEqual(cut?.map(({ role }) => role), ["user", "assistant", "user"]);
    assert.deepEqual(cut?.[0]?.content.length, 2);
  });

  await t.step("a schema as the format, and the sources as numbered text, as citations do not go with it", async () => {
    server.script({ pieces: ['{"title":"Budget"}'] });
    const schema = { type: "object", properties: { title: { type: "string", maxLength: 50 } }, required: ["title"] };
    await ask({ schema });
    const [{ output_config, messages } = assert.fail()] = sent();
    assert.deepEqual(output_config, {
      format: {
        type: "json_schema",
        schema: {
          type: "object",
          properties: { title: { type: "string", description: "{maxLength: 50}" } },
          required: ["title"],
          additionalProperties: false,
        },
      },
    });
    const [{ content } = assert.fail()] = messages as { content: { type: string; text: string }[] }[];
    assert.deepEqual(content.map(({ type }) => type), ["text", "text"]);
    assert(content[0]?.text.includes("[[5]] (Zoë, 01:02:03) Repairs begin on Monday."));
    server.script();
  });

  await t.step("no empty block, and citations that still find their passage", async () => {
    const empty = { position: 0, startMs: null, endMs: null, speaker: null, text: " " };
    const sources = someSources.flatMap((source) => [
      { ...source, passages: [empty] },
      { ...source, passages: [empty, ...source.passages] },
    ]);
    server.script({ pieces: ["It leaks.", { document: 1, start: 0, end: 2 }, { document: 9, start: 0, end: 1 }] });
    const { citations } = await ask({ sources });
    assert.deepEqual(citations, [{ type: "citation", source: 3, first: 1, last: 2, quote: null }]);
    server.script();
  });
});
