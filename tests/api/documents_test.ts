import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { addMeeting } from "../support/chat.ts";
import { askFor, data, documentWorker, make, readDocument, rewriteWith } from "../support/document_models.ts";
import { formWith } from "../support/entries.ts";
import { cite, end, text } from "../support/language.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription, addWebhook } from "../support/rows.ts";

Deno.test("documents of a transcription", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const id = await addMeeting(api, ann);
  await sql`delete from private.jobs`;
  const path = `/transcriptions/${id}/documents`;
  const post = async (body: unknown, headers?: HeadersInit) =>
    await outcomeOfResponse(await api.call(ann, "POST", path, body, headers));
  const summarise = () => [text("They approved it."), cite(1, "the budget"), end()];

  await t.step("are refused where what is asked for does not hold together", async () => {
    const wrong = [
      { kind: "poem" },
      { kind: "translation" },
      { kind: "summary", language: "de" },
      { kind: "custom" },
      { kind: "custom", prompt: " " },
      { kind: "custom", prompt: "x".repeat(4001) },
      { kind: "summary", prompt: "Briefly" },
    ];
    for (const body of wrong) assert.equal(await post(body), "422 invalid_request", JSON.stringify(body));
    assert.equal(await post({ kind: "summary", provider: "nobody" }), "422 provider_not_available");
    assert.equal(
      await post({ kind: "summary" }, { "x-provider-key": "sk-my-own-key-000" }),
      "422 option_not_supported",
    );
    const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    const response = await api.call(ann, "POST", `/transcriptions/${queued}/documents`, { kind: "summary" });
    assert.equal(await outcomeOfResponse(response), "409 transcription_not_ready");
    await sql`delete from private.jobs`;
  });

  await t.step("are added once for one idempotency key", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const [one, two] = [
      await api.call(ann, "POST", path, { kind: "summary" }, headers),
      await api.call(ann, "POST", path, { kind: "summary" }, headers),
    ];
    assert.equal((await one.json()).id, (await two.json()).id);
    await documentWorker(api, summarise).ring();
  });

  await t.step("are listed newest first, page by page, without what they say", async () => {
    const [first, second] = [
      await askFor(api, ann, id, { kind: "chapters" }),
      await askFor(api, ann, id, { kind: "proofread" }),
    ];
    const page = await (await api.call(ann, "GET", `${path}?limit=2`)).json();
    assert.deepEqual(page.data.map((row: { id: string }) => row.id), [second.id, first.id]);
    assert(!("text" in page.data[0]));
    const rest = await (await api.call(ann, "GET", `${path}?limit=2&cursor=${page.next_cursor}`)).json();
    assert.deepEqual([rest.data.length, rest.data[0].kind, rest.next_cursor], [1, "summary", null]);
    await sql`delete from public.documents where kind <> 'summary'`;
    await sql`delete from private.jobs`;
  });

  await t.step("are told of by events and to webhooks, which say where to read them", async () => {
    const webhook = await addWebhook(sql, ann, { events: ["document.completed"] });
    const { document } = await make(api, ann, id, { kind: "summary" }, summarise);
    const events = await sql<{ type: string; data: unknown }[]>`
      select type, data from public.events where subject_id = ${document.id} order by id`;
    assert.deepEqual(events.map(({ type }) => type), ["document.queued", "document.processing", "document.completed"]);
    const about = { id: document.id, transcription_id: id, kind: "summary", status: "completed", error_code: null };
    assert.deepEqual(events.at(-1)?.data, about);
    const deliveries = await sql`select type, data from public.webhook_deliveries where endpoint_id = ${webhook}`;
    assert.deepEqual([...deliveries], [{ type: "document.completed", data: about }]);
    await sql`delete from public.webhook_endpoints`;
  });

  await t.step("are downloaded as files, and what is a list also as data", async () => {
    const chapters = [{ title: "Budget & harbour", passage: 1, quote: "" }];
    const { document } = await make(api, ann, id, { kind: "chapters" }, () => data({ chapters }));
    const download = (format: string, { id } = document) =>
      api.call(ann, "GET", `/documents/${id}/download?format=${format}`);
    const txt = await download("txt");
    assert.equal(await txt.text(), "00:00:00 Budget & harbour\n");
    assert.match(txt.headers.get("content-disposition") ?? "", /"Budget - chapters\.txt"/);
    assert.match(await (await download("md")).text(), /^# Budget - chapters\n/);
    assert.deepEqual([...new Uint8Array(await (await download("docx")).arrayBuffer()).slice(0, 2)], [0x50, 0x4b]);
    assert.deepEqual((await (await download("json")).json())[0].title, "Budget & harbour");
    const [summary] = await sql<{ id: string }[]>`select id from public.documents where kind = 'summary' limit 1`;
    assert.equal(
      await outcomeOfResponse(await download("json", { ...document, ...summary })),
      "422 option_not_supported",
    );
    const queued = await askFor(api, ann, id, { kind: "chapters" });
    assert.equal(await outcomeOfResponse(await download("txt", queued)), "409 document_not_ready");
  });

  await t.step("are made again, and say what they said until then", async () => {
    const { document } = await make(api, ann, id, { kind: "summary" }, summarise);
    const again = await (await api.call(ann, "POST", `/documents/${document.id}/regenerate`)).json();
    assert.deepEqual([again.status, again.text], ["queued", "They approved it."]);
    await documentWorker(api, () => [text("It was approved."), end()]).ring();
    assert.equal((await readDocument(api, ann, document)).text, "It was approved.");
  });

  await t.step("are cancelled while they wait, and deleted at any time", async () => {
    const queued = await askFor(api, ann, id, { kind: "summary" });
    for (let times = 0; times < 2; times++) {
      assert.equal((await (await api.call(ann, "POST", `/documents/${queued.id}/cancel`)).json()).status, "cancelled");
    }
    assert.equal((await api.call(ann, "DELETE", `/documents/${queued.id}`)).status, 204);
    assert.equal(
      await outcomeOfResponse(await api.call(ann, "GET", `/documents/${queued.id}`)),
      "404 document_not_found",
    );
  });
});

Deno.test("a transcript is downloaded as it was proofread", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const id = await addMeeting(api, ann);
  await sql`delete from private.jobs`;
  const download = (format: string) =>
    api.call(ann, "GET", `/transcriptions/${id}/download?text=proofread&format=${format}`);

  await t.step("not before it is", async () => {
    assert.equal(await outcomeOfResponse(await download("srt")), "409 transcript_not_proofread");
  });

  await t.step("in every format, with the times of the words that stayed", async () => {
    await make(
      api,
      ann,
      id,
      { kind: "proofread" },
      rewriteWith((said) => said.replace("two million", "three million")),
    );
    assert.match(await (await download("srt")).text(), /three million/);
    assert.match(await (await download("txt")).text(), /three million/);
    const { segments, text } = await (await download("json")).json();
    const words = segments[1].words.filter(({ text }: { text: string }) => ["three", "million"].includes(text));
    assert.deepEqual(
      words.map((word: { start_ms: number; interpolated?: true }) => [word.start_ms, word.interpolated]),
      [
        [7500, true],
        [8000, undefined],
      ],
    );
    assert.match(text, /harbour\. The opening/);
    const plain = await (await api.call(ann, "GET", `/transcriptions/${id}/download`)).text();
    assert.match(plain, /two million/);
  });

  await t.step("not once it is edited", async () => {
    await api.call(ann, "PATCH", `/transcriptions/${id}/segments/0`, { text: "Good evening." });
    assert.equal(await outcomeOfResponse(await download("srt")), "409 transcript_not_proofread");
  });
});

Deno.test("documents are made when a transcription completes", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const submit = async (documents: unknown) =>
    await api.call(ann, "POST", "/transcriptions", { entry_id: await addReadyEntry(sql, ann), documents });
  const complete = (id: string) =>
    sql`update public.transcriptions set status = 'completed', text = 'Hello.', started_at = now(), ended_at = now()
      where id = ${id}`;
  const documentsOf = async (
    id: string,
  ) => [...await sql`select kind, options, status from public.documents where transcription_id = ${id} order by kind`];

  await t.step("those that were asked for with it, each with its options", async () => {
    const { id } = await (await submit(["summary", { kind: "translation", language: "DE" }])).json();
    assert.deepEqual(await documentsOf(id), []);
    await complete(id);
    assert.deepEqual(await documentsOf(id), [
      { kind: "summary", options: {}, status: "queued" },
      { kind: "translation", options: { language: "de" }, status: "queued" },
    ]);
  });

  await t.step("in a form as well, one field a kind", async () => {
    const form = formWith(await readAudio("cbr.mp3"), "cbr.mp3", "", { documents: "summary" });
    for (const kinds of [1, 2]) {
      const { id } = await (await api.call(ann, "POST", "/transcriptions", form)).json();
      await complete(id);
      assert.equal((await documentsOf(id)).length, kinds);
      form.append("documents", "chapters");
    }
  });

  await t.step("and what cannot be made is refused at once", async () => {
    for (const documents of ["summary", ["poem"], ["translation"], [{ kind: "custom" }], Array(11).fill("summary")]) {
      assert.equal(await outcomeOfResponse(await submit(documents)), "422 invalid_request", JSON.stringify(documents));
    }
    assert.equal(
      await outcomeOfResponse(await submit([{ kind: "summary", provider: "nobody" }])),
      "422 provider_not_available",
    );
  });

  await t.step("and whatever goes wrong with them, the transcript stays", async () => {
    const { id } = await (await submit(["summary"])).json();
    await sql`update public.transcriptions set documents = '[{"kind":"translation"}]' where id = ${id}`;
    await complete(id);
    assert.deepEqual(await documentsOf(id), []);
    const [row] = await sql`select status from public.transcriptions where id = ${id}`;
    assert.equal(row?.status, "completed");
    const [log] = await sql`select job_kind, subject_id from public.error_logs where user_id = ${ann.id}`;
    assert.deepEqual({ ...log }, { job_kind: "document", subject_id: id });
  });
});
