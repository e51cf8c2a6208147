import { createClient, eachItem, follow, StenobaseError, unwrap, uploadAudio } from "stenobase";
import assert from "node:assert/strict";
import { signUp } from "../support/client.ts";
import { checkedFetch } from "../support/checked_fetch.ts";
import { splitWords } from "../support/speech.ts";
import { testServer } from "../support/test_server.ts";
import { until } from "../support/until.ts";

const root = new URL("../../", import.meta.url).pathname;

Deno.test("the typed client works against a running stack", async (t) => {
  const { url } = testServer();
  const ann = await signUp();
  const client = createClient({ url, token: () => ann.accessToken, fetch: checkedFetch(url) });
  const audio = await Deno.readFile(`${root}tests/fixtures/two_voices.wav`);
  const entry = await uploadAudio(client, new File([audio], "two_voices.wav", { type: "audio/wav" }), {
    title: "Board",
    tags: ["board"],
  });
  const { id } = await unwrap(
    client.entries[":id"].transcriptions.$post({ param: { id: entry.id }, json: { language: "en" } }),
  );
  const param = { id };

  await t.step("what happens, to the end, and again from the middle", async () => {
    const events = await Array.fromAsync(follow(client, id));
    assert.equal(events.at(-1)?.type, "transcription.completed");
    const [first] = events;
    const rest = await Array.fromAsync(follow(client, id, { lastEventId: first!.id }));
    assert.deepEqual(rest, events.slice(1));
  });

  await t.step("entries", async () => {
    assert.deepEqual([entry.status, entry.title, entry.tags, entry.file_name], [
      ...["ready", "Board", ["board"], "two_voices.wav"],
    ]);
    for (const text of ["one", "two", "three"]) await unwrap(client.entries.$post({ json: { kind: "text", text } }));
    const all = await Array.fromAsync(
      eachItem((cursor) => unwrap(client.entries.$get({ query: { limit: 2, cursor } }))),
    );
    assert.deepEqual(all.map(({ kind }) => kind), ["text", "text", "text", "audio"]);
    const form = { file: new File([audio], "again.wav"), tags: ["one", "two"] };
    const { duplicate_of, tags } = await unwrap(client.entries.$post({ form }));
    assert.deepEqual([duplicate_of, tags], [entry.id, ["one", "two"]]);
    const param = { id: all[0]!.id };
    assert.equal((await unwrap(client.entries[":id"].$patch({ param, json: { title: "Three" } }))).title, "Three");
    assert.equal(await unwrap(client.entries[":id"].$delete({ param })), undefined);
  });

  await t.step("transcripts: read, corrected, downloaded", async () => {
    const transcription = await unwrap(client.transcriptions[":id"].$get({ param }));
    assert.equal(transcription.status, "completed");
    assert(splitWords(transcription.text ?? "").includes("building"));
    const { data: [segment] } = await unwrap(
      client.transcriptions[":id"].segments.$get({ param, query: { limit: 1 } }),
    );
    const edited = await unwrap(
      client.transcriptions[":id"].segments[":position"].$patch({
        param: { id, position: String(segment!.position) },
        json: { text: "Good morning." },
      }),
    );
    assert.deepEqual([edited.text, edited.revision], ["Good morning.", 2]);
    const docx = await unwrap(client.transcriptions[":id"].download.$get({ param, query: { format: "docx" } }));
    assert(docx instanceof Blob);
    assert.deepEqual([...new Uint8Array(await docx.arrayBuffer()).slice(0, 2)], [...new TextEncoder().encode("PK")]);
    const json = await unwrap(client.transcriptions[":id"].download.$get({ param, query: { format: "json" } }));
    assert(!(json instanceof Blob) && json.segments[0]?.text === "Good morning.");
  });

  await t.step("documents", async () => {
    const { id } = await unwrap(
      client.transcriptions[":id"].documents.$post({ param, json: { kind: "action_items" } }),
    );
    const read = () => unwrap(client.documents[":id"].$get({ param: { id } }));
    const document = await until(async () => {
      const document = await read();
      return document.ended_at ? document : undefined;
    }, 60_000);
    assert.equal(document.status, "completed");
  });

  await t.step("questions, in a session and outside", async () => {
    const message = "Who pays for the building?";
    const answer = await unwrap(client.chat.completions.$post({ json: { transcription_id: id, message } }));
    assert("message" in answer && answer.citations.length > 0);
    const session = await unwrap(client.chat.sessions.$post({ json: { transcription_ids: [id] } }));
    const said = await unwrap(
      client.chat.sessions[":id"].messages.$post({ param: { id: session.id }, json: { content: message } }),
    );
    assert.equal(said.status, "completed");
    const stream = await client.chat.completions.$post({ json: { transcription_id: id, message, stream: true } });
    assert.match(await stream.text(), /^event: delta$/m);
  });

  await t.step("search, events, usage, providers, OpenAI's models, health", async () => {
    const { data: [found] } = await unwrap(client.search.$get({ query: { q: "building" } }));
    assert(found?.kind === "segment" && found.snippet.includes("<mark>"));
    const { data } = await unwrap(client.events.$get({}, { headers: { accept: "application/json" } }));
    assert(data.some(({ type }) => type === "transcription.completed"));
    assert((await unwrap(client.usage.$get())).today.submissions.used > 0);
    assert.equal((await unwrap(client.providers.$get())).data[0]?.default, true);
    assert((await unwrap(client.v1.models.$get())).data.length > 0);
    assert.equal((await unwrap(client.health.live.$get())).ok, true);
  });

  await t.step("webhooks", async () => {
    const webhook = await unwrap(client.webhooks.$post({ json: { url: "https://receiver.example.com/hook" } }));
    assert.match(webhook.secret, /^whsec_/);
    assert.equal(await unwrap(client.webhooks[":id"].$delete({ param: { id: webhook.id } })), undefined);
  });

  await t.step("agents", async () => {
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" } as const;
    const accept = "application/json, text/event-stream";
    const answer = await unwrap(client.mcp.$post({ json: list }, { headers: { accept } }));
    assert.match(JSON.stringify(answer), /"tools":\[\{/);
  });

  await t.step("what is wrong is thrown, with what to do about it", async () => {
    const error = await unwrap(client.search.$get({ query: { q: "" } })).catch((error) => error);
    assert(error instanceof StenobaseError);
    assert.deepEqual([error.status, error.code, error.fields.map(({ path }) => path)], [422, "invalid_request", ["q"]]);
    const missing = await client.entries[":id"].$get({ param: { id: crypto.randomUUID() } });
    // Typed by its status: a problem here, an entry else.
    if (missing.status === 200) assert.fail((await missing.json()).title);
    assert.equal((await missing.json()).code, "entry_not_found");
  });
});
