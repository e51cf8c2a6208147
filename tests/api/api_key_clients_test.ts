import assert from "node:assert/strict";
import { addApiKey } from "../support/api_keys.ts";
import { addMeeting } from "../support/chat.ts";
import { readEventStream } from "../support/event_stream.ts";
import { end, text } from "../support/language.ts";
import { connectMcp } from "../support/mcp.ts";
import { createSdk } from "../support/openai_surface.ts";
import { serveApi } from "../support/served_api.ts";

Deno.test("clients that know nothing but a key", async (t) => {
  await using served = await serveApi();
  const { api, ann, base, answerWith } = served;
  const { sql } = api.database;
  const id = await addMeeting(api, ann);
  const program = async (...scopes: string[]) => ({ ...ann, token: (await addApiKey(sql, ann, { scopes })).key });

  await t.step("OpenAI's SDK asks with it, and raises what it lacks as a refusal", async () => {
    answerWith(() => [text("It was approved."), end()]);
    const messages = [{ role: "user", content: "What was approved?" } as const];
    const request = { model: "gpt-4o", messages, metadata: { transcription_ids: id } };
    const completion = await (await createSdk(served, await program("chat:write"))).chat.completions.create(request);
    assert.equal(completion.choices[0]?.message.content, "It was approved.");
    const reader = await createSdk(served, await program("transcriptions:read"));
    assert((await reader.models.list()).data.length > 0);
    await assert.rejects(reader.chat.completions.create(request), { status: 403, code: "scope_missing" });
    await assert.rejects((await createSdk(served, { ...ann, token: "sbk_nonsense" })).models.list(), {
      status: 401,
      code: "api_key_mistyped",
    });
  });

  await t.step("an agent calls the tools that its scopes allow, and is told of the others", async () => {
    await using mcp = await connectMcp(served, await program("transcriptions:read"));
    assert.equal((await mcp.client.listTools()).tools.length, 4);
    const { text } = await mcp.use("read_transcript", { transcription_id: id });
    assert.match(text, /budget/);
    const question = { transcription_ids: [id], question: "Who?" };
    for (
      const [tool, input, scope] of [["ask", question, "chat:write"], [
        "search",
        { q: "budget" },
        "search:read",
      ]] as const
    ) {
      const [sentence, code] = await mcp.fail(tool, input);
      assert.equal(code, "scope_missing");
      assert(sentence.includes(`'${scope}'`), sentence);
    }
  });

  await t.step("a stream of events opens with it", async () => {
    const { token } = await program("transcriptions:read");
    const response = await fetch(`${base}/transcriptions/${id}/events`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await using stream = readEventStream(response);
    const [first] = await stream.first(1);
    assert.equal(first?.data.status, "completed");
  });
});
