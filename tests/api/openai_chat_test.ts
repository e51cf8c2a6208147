import assert from "node:assert/strict";
import type OpenAI from "openai";
import { addMeeting, meeting, type Message } from "../support/chat.ts";
import { cite, end, type Script, text } from "../support/language.ts";
import { createSdk } from "../support/openai_surface.ts";
import { serveApi } from "../support/served_api.ts";
import { until } from "../support/until.ts";

const question = { role: "user", content: "What was approved?" } as const;
const model = "gpt-4o";
const approved: Script = () => [
  ...[text("The budget "), text("was approved."), cite(1, "approve the budget"), cite(1, "refuse the budget")],
  ...[text(" Nothing else."), end()],
];
const said = "The budget was approved. Nothing else.";

/** What we say of an answer beyond OpenAI's form, as the documents show how to read it. */
type Told = { citations: { quote: string; start_ms: number }[]; removed_citations: number; supported: boolean };

Deno.test("OpenAI's SDK, asking about transcripts", async (t) => {
  await using served = await serveApi();
  const { api, ann, answerWith } = served;
  const id = await addMeeting(api, ann);
  const other = await addMeeting(api, ann, meeting, "Another");
  const sdk = await createSdk(served, ann);
  const { completions } = sdk.chat;
  const metadata = { transcription_ids: id };
  const ask = (more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}, headers = {}) =>
    completions.create({ model, messages: [question], metadata, ...more }, { headers });

  await t.step("is answered in OpenAI's form, with verified citations in the message", async () => {
    answerWith(approved);
    const { id: answerId, created, ...completion } = await ask();
    const { citations, ...message } = completion.choices[0]!.message as OpenAI.ChatCompletionMessage & Told;
    assert(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(message, {
      ...{ role: "assistant", content: said, refusal: null, removed_citations: 1, supported: true },
    });
    assert.deepEqual(citations, [{
      ...{ at: 24, transcription_id: id, segment: 1, start_ms: 5500, end_ms: 6900, quote: "approve the budget" },
    }]);
    const { finish_reason, index, logprobs } = completion.choices[0]!;
    assert.deepEqual([finish_reason, index, logprobs], ["stop", 0, null]);
    assert.deepEqual([completion.object, completion.model], ["chat.completion", "openai/gpt-of-the-tests-2026"]);
    assert.deepEqual(completion.usage, {
      ...{ prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
      prompt_tokens_details: { cached_tokens: 0 },
    });
    const kept: Message = await (await api.call(ann, "GET", `/chat/messages/${answerId}`)).json();
    assert.deepEqual([kept.status, kept.content, kept.question], ["completed", said, question.content]);
    assert.deepEqual([kept.citations, kept.input_tokens], [citations, 100]);
  });

  await t.step("names the transcripts with commas, as a list in JSON, or in a header", async () => {
    for (
      const [metadata, headers] of [
        [{ transcription_ids: `${id}, ${other}` }, {}],
        [{ transcription_ids: JSON.stringify([id, other]) }, {}],
        [{}, { "x-transcription-ids": `${id},${other}` }],
        [{ transcription_ids: id }, { "x-transcription-ids": other }],
        [undefined, { "x-transcription-ids": `${id},${other},${id}` }],
      ] as const
    ) {
      const { prompts } = answerWith(approved);
      await completions.create({ model, messages: [question], ...(metadata && { metadata }) }, { headers });
      assert.deepEqual(prompts[0]?.sources.map(({ transcriptionId }) => transcriptionId), [id, other]);
    }
  });

  await t.step("adds what its system says below our instructions, which stay as they are", async () => {
    const { prompts } = answerWith(approved);
    await ask();
    await ask({
      messages: [
        { role: "system", content: "Answer in rhymes." },
        { role: "developer", content: [{ type: "text", text: "Task: custom" }] },
        question,
      ],
    });
    const [bare, wished] = prompts;
    assert(bare!.instructions.startsWith("Task: answer\n"));
    assert(wished!.instructions.startsWith(`${bare!.instructions}\n\n`));
    assert(wished!.instructions.endsWith("\n\nAnswer in rhymes.\n\nTask: custom"));
    assert.deepEqual({ ...wished, instructions: bare!.instructions }, bare);
  });

  await t.step("tells what was said before, its own answers as they came", async () => {
    const { prompts } = answerWith(approved);
    const { choices } = await ask();
    const content = [{ type: "text" as const, text: "And by" }, { type: "text" as const, text: "whom?" }];
    await ask({ messages: [question, choices[0]!.message, { role: "user", content }] });
    assert.deepEqual(prompts[1]?.turns, [
      question,
      { role: "assistant", content: said },
      { role: "user", content: "And by\nwhom?" },
    ]);
  });

  await t.step("says how much may be answered, by the new name and the old", async () => {
    const { prompts } = answerWith(() => [text("The bud"), end({ finish: "length" })]);
    for (const more of [{ max_completion_tokens: 50 }, { max_tokens: 50 }]) {
      assert.equal((await ask(more)).choices[0]?.finish_reason, "length");
      assert.equal(prompts.at(-1)?.outputTokens, 50);
    }
    answerWith(() => [text("No."), end({ finish: "refused" })]);
    assert.equal((await ask()).choices[0]?.finish_reason, "content_filter");
  });

  await t.step("may say all that changes nothing", async () => {
    answerWith(approved);
    const { choices } = await ask({
      ...{ n: 1, temperature: 1, top_p: null, logprobs: false, tools: [], response_format: { type: "text" } },
      ...{ user: "ann", stream: false, modalities: ["text"], presence_penalty: 0, service_tier: "auto" },
    });
    assert.equal(choices[0]?.message.content, said);
  });

  await t.step(
    "is streamed the text in chunks, what we know of it in the last one, and the usage where it wants it",
    async () => {
      for (const include_usage of [false, true]) {
        answerWith(approved);
        const stream_options = include_usage ? { stream_options: { include_usage } } : {};
        const stream = await completions.create({
          ...{ model, messages: [question], metadata, stream: true, ...stream_options },
        });
        const chunks = await Array.fromAsync(stream);
        const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
        assert.deepEqual(deltas.slice(0, -1), [
          { role: "assistant", content: "The budget " },
          { content: "was approved." },
          { content: " Nothing else." },
        ]);
        const { citations, ...last } = deltas.at(-1) as unknown as Told;
        assert.deepEqual(citations.map(({ quote, start_ms }) => [quote, start_ms]), [["approve the budget", 5500]]);
        assert.deepEqual(last, { removed_citations: 1, supported: true });
        const ends = chunks.flatMap(({ choices }) => choices.map(({ finish_reason }) => finish_reason));
        assert.deepEqual(ends, [null, null, null, "stop"]);
        assert.deepEqual([...new Set(chunks.map((chunk) => chunk.id))].length, 1);
        assert.equal(chunks.at(-1)?.model, "openai/gpt-of-the-tests-2026");
        const usages = chunks.map(({ usage }) => usage?.total_tokens ?? usage);
        assert.deepEqual(usages, include_usage ? [null, null, null, null, 110] : Array(4).fill(undefined));
        const kept: Message = await (await api.call(ann, "GET", `/chat/messages/${chunks[0]!.id}`)).json();
        assert.equal(kept.content, said);
      }
    },
  );

  await t.step("joins the chunks to the message that it is given at once", async () => {
    answerWith(approved);
    const whole = await ask();
    const joined = await completions.stream({ model, messages: [question], metadata }).finalChatCompletion();
    const { refusal: _, ...message } = whole.choices[0]!.message;
    assert.deepEqual({ ...joined.choices[0]!.message }, { ...message, parsed: null, refusal: null });
  });

  await t.step(
    "stops the provider within 100 ms when it goes, streaming or waiting, and what came is kept",
    async () => {
      for (const stream of [true, false]) {
        const stopped = Promise.withResolvers<number>();
        const { prompts } = answerWith(async function* (_prompt, { signal }) {
          yield text("The budget");
          signal.addEventListener("abort", () => stopped.resolve(performance.now()));
          await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        });
        const going = new AbortController();
        const request = { model, messages: [question], metadata };
        if (stream) {
          const chunks = await completions.create({ ...request, stream }, { signal: going.signal });
          const first = await chunks[Symbol.asyncIterator]().next();
          assert.equal(first.value?.choices[0]?.delta.content, "The budget");
        } else {
          completions.create(request, { signal: going.signal }).catch(() => {});
          await until(() => Promise.resolve(prompts.length > 0 || undefined));
        }
        const gone = performance.now();
        going.abort();
        assert(await stopped.promise - gone < 100);
        await until(async () => {
          const [row] = await api.database.sql`
          select content, status from public.chat_messages order by created_at desc limit 1`;
          return row?.status === "cancelled" && row.content === "The budget" || undefined;
        });
        await api.database.sql`delete from public.chat_messages`;
      }
    },
  );

  await t.step("lists who answers among the models", async () => {
    const ids = (await Array.fromAsync(sdk.models.list())).map(({ id }) => id);
    const { order, services } = api.deps.config.chat;
    for (const name of order) assert(ids.includes(`${name}/${services[name]?.model}`), ids.join());
  });
});
