import assert from "node:assert/strict";
import { addMeeting, meeting } from "../support/chat.ts";
import { cite, end, type Script, text } from "../support/language.ts";
import { liftLimits, setLimits } from "../support/limits.ts";
import { connectMcp } from "../support/mcp.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";
import { serveApi } from "../support/served_api.ts";
import { spoken } from "../support/spoken.ts";
import { until } from "../support/until.ts";

const approved: Script = () => [
  ...[text("The budget was approved."), cite(1, "approve the budget"), cite(1, "refuse the budget"), end()],
];

Deno.test("a client of the Model Context Protocol", async (t) => {
  await using served = await serveApi();
  const { api, ann, base, answerWith } = served;
  const { sql } = api.database;
  const id = await addMeeting(api, ann);
  const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
  await using mcp = await connectMcp(served, ann);

  await t.step("is told what there is, and how to ask for it", async () => {
    assert.equal(mcp.client.getServerVersion()?.name, "stenobase");
    assert.match(mcp.client.getInstructions() ?? "", /never an instruction/);
    const { tools } = await mcp.client.listTools();
    assert.deepEqual(tools.map(({ name }) => name), ["list_transcriptions", "search", "read_transcript", "ask"]);
    for (const { inputSchema, outputSchema, annotations } of tools) {
      assert.deepEqual([inputSchema.type, inputSchema.additionalProperties, outputSchema?.type], [
        "object",
        false,
        "object",
      ]);
      assert.equal(annotations?.readOnlyHint, true);
    }
  });

  await t.step("lists transcriptions with their titles, page by page, narrowed down", async () => {
    const first = await mcp.use("list_transcriptions", { limit: 1 });
    const rows = first.result.transcriptions as { id: string; title: string; status: string }[];
    assert.deepEqual(rows.map((row) => [row.id, row.status]), [[queued, "queued"]]);
    const second = await mcp.use("list_transcriptions", { cursor: first.result.next_cursor });
    const [meetingRow, ...others] = second.result.transcriptions as Record<string, unknown>[];
    const { created_at, ...row } = meetingRow!;
    assert.deepEqual(row, {
      ...{ id, title: "Budget", status: "completed", language: "en", audio_ms: 60_000 },
      speakers: { A: "Ann", B: "Bob" },
    });
    assert(typeof created_at === "string");
    assert.deepEqual([others, second.result.next_cursor], [[], null]);
    const of = async (input: Record<string, unknown>) =>
      ((await mcp.use("list_transcriptions", input)).result.transcriptions as { id: string }[]).map((row) => row.id);
    assert.deepEqual(await of({ status: "completed" }), [id]);
    assert.deepEqual(await of({ q: "harbour" }), [id]);
    assert.deepEqual(await of({ q: "nothing of the kind" }), []);
  });

  await t.step("searches, with who says it and when", async () => {
    const { result } = await mcp.use("search", { q: "harbour", speaker: "Bob" });
    assert.deepEqual(result, {
      results: [{
        ...{ kind: "segment", title: "Budget", transcription_id: id, segment: 1, start_ms: 5000, end_ms: 10_500 },
        ...{ speaker: "Bob", text: meeting[1]!.text },
      }],
      ...{ total: 1, next_cursor: null },
    });
    const titles = (await mcp.use("search", { q: "budget" })).result.results as { kind: string }[];
    assert(titles.some(({ kind }) => kind === "entry"));
    assert.equal((await mcp.use("search", { q: "harbour", speaker: "Ann" })).result.total, 0);
  });

  await t.step("reads a transcript as text, or in segments, whole or between two times", async () => {
    const { result, text } = await mcp.use("read_transcript", { transcription_id: id });
    assert.deepEqual([result.title, result.language, result.next_page], ["Budget", "en", null]);
    assert.equal(text, result.text);
    assert.match(text, /^\[00:00:00\] Ann: Good morning, everyone/);
    assert.match(text, /\n\n\[00:00:05\] Bob: We approve/);
    const part = { transcription_id: id, start: "0:06", end: 12, format: "segments" };
    const { segments } = (await mcp.use("read_transcript", part)).result;
    assert.deepEqual(segments, [
      { segment: 1, start_ms: 5000, end_ms: 10_500, speaker: "Bob", text: meeting[1]!.text },
      { segment: 2, start_ms: 11_000, end_ms: 15_000, speaker: "Ann", text: meeting[2]!.text },
    ]);
  });

  await t.step("reads a long transcript page by page, nothing twice and nothing lost", async () => {
    const long = Array.from({ length: 250 }, (_, n) => spoken(`This is number ${n}.`, "A", n * 3000));
    const longId = await addMeeting(api, ann, long, "Long");
    const numbers: string[] = [];
    for (let page: unknown = 1; page !== null;) {
      const { result, text } = await mcp.use("read_transcript", { transcription_id: longId, page });
      numbers.push(...text.matchAll(/number (\d+)/g).map(([, number]) => number!));
      if (result.next_page !== null) assert(text.endsWith(`(Goes on: page ${result.next_page})\n`));
      page = result.next_page;
    }
    assert.deepEqual(numbers, long.map((_, n) => `${n}`));
    await sql`delete from public.transcriptions where id = ${longId}`;
  });

  await t.step("asks, and is given the answer with verified citations, which is kept", async () => {
    const model = answerWith(approved);
    const { result, text } = await mcp.use("ask", { transcription_ids: [id], question: "What was approved?" });
    assert.equal(
      text,
      `The budget was approved.

From the transcripts:
- "approve the budget" (00:00:05, segment 1 of ${id})`,
    );
    const { citations, message_id, ...rest } = result as { citations: { quote: string }[]; message_id: string };
    assert.deepEqual(citations.map(({ quote }) => quote), ["approve the budget"]);
    assert.deepEqual(rest, {
      ...{ answer: "The budget was approved.", removed_citations: 1, supported: true },
      ...{ provider: "openai", model: "gpt-of-the-tests-2026" },
    });
    assert.deepEqual(model.prompts[0]?.turns, [{ role: "user", content: "What was approved?" }]);
    const kept = await (await api.call(ann, "GET", `/chat/messages/${message_id}`)).json();
    assert.deepEqual([kept.content, kept.input_tokens], ["The budget was approved.", 100]);
  });

  await t.step("asks with a key of its own", async () => {
    const model = answerWith(approved);
    await using other = await connectMcp(served, ann, { "x-provider-key": "a-key-of-the-caller" });
    await other.use("ask", { transcription_ids: [id], question: "What was approved?" });
    assert.deepEqual(model.keys, ["a-key-of-the-caller"]);
  });

  await t.step("stops the provider when it goes", async () => {
    const stopped = Promise.withResolvers<void>();
    const model = answerWith(async function* (_prompt, { signal }) {
      yield text("The budget");
      signal.addEventListener("abort", () => stopped.resolve());
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    const other = await connectMcp(served, ann);
    const asked = other.use("ask", { transcription_ids: [id], question: "What was approved?" }).catch(() => {});
    await until(() => Promise.resolve(model.prompts.length > 0 || undefined));
    await other.client.close();
    await stopped.promise;
    await asked;
  });

  await t.step("is told what is wrong in a sentence, as the result of the tool", async () => {
    const noTimes = { transcription_id: id, start: 9, end: 3 };
    const cases: [string, Record<string, unknown>, string, RegExp][] = [
      ["search", {}, "invalid_request", /^Correct the request: q: /],
      ["search", { q: "a", cursor: "nonsense" }, "invalid_cursor", /^Send a cursor of this list/],
      ["list_transcriptions", { colour: "red" }, "invalid_request", /colour/],
      ["read_transcript", { transcription_id: "1" }, "invalid_request", /transcription_id/],
      ["read_transcript", noTimes, "invalid_request", /'end' must come after 'start'/],
      ["read_transcript", { transcription_id: queued }, "transcription_not_ready", /'queued': wait/],
      ["ask", { transcription_ids: [], question: "Who?" }, "invalid_request", /transcription_ids/],
      ["ask", { transcription_ids: [queued], question: "Who?" }, "transcription_not_ready", /'queued'/],
    ];
    for (const [name, input, code, sentence] of cases) {
      const [text, told] = await mcp.fail(name, input);
      assert.deepEqual([told, sentence.test(text)], [code, true], text);
    }
    answerWith(() => {
      throw new Error("A secret of ours");
    });
    const [text, code] = await mcp.fail("ask", { transcription_ids: [id], question: "Who?" });
    assert.equal(code, "internal_error");
    assert(!text.includes("secret"), text);
    await assert.rejects(mcp.client.callTool({ name: "delete_everything" }), /There is no tool 'delete_everything'/);
  });

  await t.step("sees nothing of others, as if it were not there", async () => {
    await using stranger = await connectMcp(served, await addPerson(sql));
    const model = answerWith(approved);
    for (const transcription of [id, crypto.randomUUID()]) {
      for (
        const [name, input] of [
          ["read_transcript", { transcription_id: transcription }],
          ["ask", { transcription_ids: [transcription], question: "What was approved?" }],
        ] as const
      ) {
        const [text, code] = await stranger.fail(name, input);
        assert.deepEqual([text.split(":")[0], code], [
          `You have no transcription '${transcription}'`,
          "transcription_not_found",
        ]);
      }
    }
    assert.equal(model.prompts.length, 0);
    assert.deepEqual((await stranger.use("list_transcriptions")).result.transcriptions, []);
    for (const where of [{}, { transcription_id: id }]) {
      assert.deepEqual((await stranger.use("search", { q: "harbour", ...where })).result.results, []);
    }
  });

  const post = (message: unknown, headers: HeadersInit = {}) =>
    api.call(ann, "POST", "/mcp", message, {
      accept: "application/json, text/event-stream",
      ...Object.fromEntries(new Headers(headers)),
    });
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };

  await t.step("is refused without a token, with what to send", async () => {
    for (const method of ["POST", "GET", "DELETE"]) {
      const response = await fetch(`${base}/mcp`, { method, ...(method === "POST" && { body: JSON.stringify(ping) }) });
      assert.deepEqual([response.status, response.headers.get("www-authenticate")], [401, "Bearer"]);
      await response.body?.cancel();
    }
    await assert.rejects(connectMcp(served, { ...ann, token: "nonsense" }), /401/);
  });

  await t.step("keeps no session: there is nothing to listen to and nothing to end", async () => {
    for (const method of ["GET", "DELETE"]) {
      const response = await api.call(ann, method, "/mcp", undefined, { accept: "text/event-stream" });
      assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST"]);
      assert.equal((await response.json()).code, "method_not_allowed");
    }
    assert.equal((await post(ping)).headers.get("mcp-session-id"), null);
  });

  await t.step("sends one message at a time, in the form and the version that there is", async () => {
    assert.equal((await post(ping)).status, 200);
    assert.equal((await post({ jsonrpc: "2.0", method: "notifications/initialized" })).status, 202);
    assert.equal((await post([ping, ping])).status, 422);
    assert.equal((await post("{")).status, 400);
    assert.equal((await post(ping, { accept: "application/json" })).status, 406);
    assert.equal((await post(ping, { "content-type": "text/plain" })).status, 415);
    assert.equal((await post(ping, { "mcp-protocol-version": "1999-01-01" })).status, 400);
    assert.equal((await post({ jsonrpc: "2.0", method: 7 })).status, 400);
  });

  await t.step("is limited as everybody is", async () => {
    await setLimits(sql, { requests_per_minute: 0 });
    const response = await post(ping);
    assert.deepEqual([response.status, (await response.json()).code], [429, "rate_limited"]);
    await liftLimits(sql);
  });
});
