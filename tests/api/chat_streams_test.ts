import assert from "node:assert/strict";
import { createApi } from "../../functions/api/app.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import { startApi } from "../support/api.ts";
import { addMeeting, type Completion } from "../support/chat.ts";
import { readEventStream } from "../support/event_stream.ts";
import { cite, end, languageOf, modelOf, type Script, text } from "../support/language.ts";
import { addPerson } from "../support/people.ts";
import { until } from "../support/until.ts";

const message = "What was approved?";

Deno.test("an answer as a stream", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const id = await addMeeting(api, ann);
  const stream = async (script: Script, body: Record<string, unknown> = { stream: true }, headers = {}) => {
    const call = api.callWith({ language: languageOf(modelOf(script)) });
    const all = { transcription_id: id, message, ...body };
    return readEventStream(await call(ann, "POST", "/chat/completions", all, headers));
  };

  await t.step("comes as text and verified citations, and ends with the whole", async () => {
    const script: Script = () => [
      ...[text("The budget "), text("was approved."), cite(1, "approve the budget"), cite(1, "refuse the budget")],
      ...[text(" Nothing else."), end()],
    ];
    for (const [body, headers] of [[{ stream: true }, {}], [{}, { accept: "text/event-stream" }]] as const) {
      await using events = await stream(script, body, headers);
      const told = await events.ended();
      const deltas = told.flatMap(({ type, data }) => type === "delta" ? [data.text] : []);
      assert.equal(deltas.join(""), "The budget was approved. Nothing else.");
      const cited = told.filter(({ type }) => type === "citation").map(({ data }) => data);
      const last = told.at(-1)!;
      assert.equal(last.type, "done");
      const done = last.data as unknown as Completion;
      assert.equal(done.message, deltas.join(""));
      assert.deepEqual(done.citations, cited as unknown);
      assert.deepEqual([cited.length, done.removed_citations, done.finish_reason], [1, 1, "stop"]);
      const [row] = await sql`select content, status from public.chat_messages where id = ${done.message_id}`;
      assert.deepEqual({ ...row }, { content: done.message, status: "completed" });
    }
  });

  await t.step("tells each part when it comes", async () => {
    const more = Promise.withResolvers<void>();
    await using events = await stream(async function* () {
      yield text("At once.");
      await more.promise;
      yield end();
    });
    assert.deepEqual((await events.first(1)).map(({ data }) => data), [{ text: "At once." }]);
    more.resolve();
    assert.deepEqual((await events.ended()).map(({ type }) => type), ["delta", "done"]);
  });

  await t.step("ends with a problem where the provider breaks off", async () => {
    await using events = await stream(async function* () {
      yield text("The budget");
      await Promise.resolve();
      throw new ProviderError("provider_unavailable", "openai hung up");
    });
    const told = await events.ended();
    assert.deepEqual(told.map(({ type, data }) => [type, data.code]), [
      ["delta", undefined],
      ["error", "provider_unavailable"],
    ]);
    assert.equal(told[1]!.data.retryable, true);
  });

  await t.step("that nobody listens to any more stops the provider within 100 ms, and is kept", async () => {
    const signals: AbortSignal[] = [];
    const script: Script = async function* (_prompt, { signal }) {
      signals.push(signal);
      yield text("The budget");
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const app = createApi({ ...api.deps, language: languageOf(modelOf(script)) });
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
    const gone = new AbortController();
    const response = await fetch(`http://127.0.0.1:${server.addr.port}/api/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${ann.token}`, "content-type": "application/json" },
      body: JSON.stringify({ transcription_id: id, message, stream: true }),
      signal: gone.signal,
    });
    const reader = response.body!.getReader();
    await reader.read();
    const left = performance.now();
    const stopped = new Promise<number>((resolve) =>
      signals[0]!.addEventListener("abort", () => resolve(performance.now() - left))
    );
    gone.abort();
    await reader.closed.catch(() => {});
    assert((await stopped) < 100, `It took ${await stopped} ms`);
    const row = await until(async () => {
      const [row] = await sql`
        select status, content, input_tokens > 0 as metered, finish_reason from public.chat_messages
        where status = 'cancelled'`;
      return row;
    });
    assert.deepEqual({ ...row }, { status: "cancelled", content: "The budget", metered: true, finish_reason: null });
  });
});
