import assert from "node:assert/strict";
import { AppError } from "../../shared/errors.ts";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { addFixture, addText, announce, formWith, listObjects } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

Deno.test("text entries", async (t) => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);

  await t.step("are born ready, with a completed transcription of one segment a paragraph", async () => {
    const text = "First paragraph,\nin two lines.\n\n\nSecond paragraph.\n \nThird.";
    const entry = await addText(api, ann, `\n${text}\n`, { title: " Notes ", language: "EN", tags: ["a", "b"] });
    assert.deepEqual([entry.kind, entry.source, entry.status, entry.title], ["text", "typed", "ready", "Notes"]);
    assert.deepEqual([entry.language, entry.tags, entry.object_path], ["en", ["a", "b"], null]);
    const path = `/transcriptions/${entry.transcription_id}`;
    const transcription = await (await api.call(ann, "GET", path)).json();
    assert.deepEqual([transcription.status, transcription.provider, transcription.text], ["completed", "text", text]);
    assert.deepEqual([transcription.progress, transcription.language, transcription.model], [100, "en", null]);
    const { data } = await (await api.call(ann, "GET", `${path}/segments`)).json();
    assert.deepEqual(data.map((segment: { position: number; text: string }) => [segment.position, segment.text]), [
      [0, "First paragraph,\nin two lines."],
      [1, "Second paragraph."],
      [2, "Third."],
    ]);
    assert.deepEqual([data[0].start_ms, data[0].speaker, data[0].words], [null, null, null]);
    assert.deepEqual([...await api.database.sql`select id from private.jobs`], []);
  });

  await t.step("keep every character as it was written", async () => {
    const text = `"Quotes", \\ backslashes, <b>tags</b>, ' or 1=1 --, ½ €, 日本語, 👩‍👩‍👧, עברית`;
    const entry = await addText(api, ann, text, { title: text });
    assert.equal(entry.title, text);
    const transcription = await (await api.call(ann, "GET", `/transcriptions/${entry.transcription_id}`)).json();
    assert.equal(transcription.text, text);
  });

  await t.step("may be as long as a book, and no longer", async () => {
    const { transcription_id } = await addText(api, ann, "word ".repeat(200_000));
    const { text } = await (await api.call(ann, "GET", `/transcriptions/${transcription_id}`)).json();
    assert.equal(text.length, 999_999);
    const response = await api.call(ann, "POST", "/entries", { kind: "text", text: "x".repeat(1_000_001) });
    assert.equal((await readProblem(response)).errors?.[0]?.path, "text");
  });
});

Deno.test("somebody who was deleted cannot add anything with the token that is left", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  await api.database.sql`delete from auth.users where id = ${ann.id}`;
  const text = { kind: "text", text: "Hello" };
  const audio = { kind: "audio", filename: "talk.mp3", byte_size: 9 };
  for (const body of [text, audio, formWith(await readAudio("cbr.mp3"), "talk.mp3")]) {
    assert.equal(await outcomeOfResponse(await api.call(ann, "POST", "/entries", body)), "401 token_invalid");
  }
  assert.deepEqual(await listObjects(api.database.sql), []);
  assert.equal(await outcomeOfResponse(await api.call(ann, "GET", "/entries")), "200");
});

Deno.test("changing and deleting entries", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);

  await t.step("a patch changes what it names and nothing else", async () => {
    const entry = await addText(api, ann, "Hello", { title: "Old", tags: ["a"] });
    const patched = await (await api.call(ann, "PATCH", `/entries/${entry.id}`, { title: " New " })).json();
    const { transcription_id: _, ...before } = entry;
    assert.deepEqual(patched, { ...before, title: "New", updated_at: patched.updated_at });
    assert(patched.updated_at >= before.updated_at);
    const retagged = await (await api.call(ann, "PATCH", `/entries/${entry.id}`, { tags: [] })).json();
    assert.deepEqual([retagged.title, retagged.tags], ["New", []]);
  });

  await t.step("a patch of nothing, of something else, or that is too large is refused", async () => {
    const { id } = await addText(api, ann, "Hello");
    const patch = async (body?: unknown, headers?: HeadersInit) =>
      await outcomeOfResponse(await api.call(ann, "PATCH", `/entries/${id}`, body, headers));
    assert.equal(await patch(), "422 invalid_request");
    assert.equal(await patch({}), "422 invalid_request");
    assert.equal(await patch({ status: "ready" }), "422 invalid_request");
    assert.equal(await patch({ title: null }), "422 invalid_request");
    assert.equal(await patch("title=New", { "content-type": "text/plain" }), "415 media_type_not_supported");
    assert.equal(await patch({ title: "x".repeat(3_000_000) }), "413 body_too_large");
  });

  await t.step("an id that is none is a mistake in the path, wherever it stands", async () => {
    const paths = ["GET /entries/5", "PATCH /entries/x", "DELETE /entries/%27", "POST /entries/5/complete"];
    paths.push("POST /entries/5/transcriptions", "GET /transcriptions/5", "GET /transcriptions/5/segments");
    paths.push("GET /transcriptions/5/download", "GET /entries/00000000-0000-0000-0000-00000000000");
    for (const [method = "", path = ""] of paths.map((line) => line.split(" "))) {
      const problem = await readProblem(await api.call(ann, method, path));
      assert.deepEqual([problem.status, problem.code, problem.errors?.[0]?.path], [422, "invalid_request", "id"], path);
    }
  });

  await t.step("deleting takes the audio, the transcriptions, their segments and the work with it", async () => {
    const entry = await addFixture(api, ann);
    assert.equal((await api.call(ann, "POST", `/entries/${entry.id}/transcriptions`, {})).status, 202);
    assert.deepEqual(await listObjects(sql), [entry.object_path]);
    const response = await api.call(ann, "DELETE", `/entries/${entry.id}`);
    assert.deepEqual([response.status, await response.text()], [204, ""]);
    assert.deepEqual(await listObjects(sql), []);
    assert.deepEqual([...await sql`select id from public.transcriptions where entry_id = ${entry.id}`], []);
    assert.equal(await outcomeOfResponse(await api.call(ann, "DELETE", `/entries/${entry.id}`)), "404 entry_not_found");
    assert.equal(await outcomeOfResponse(await api.call(ann, "GET", `/entries/${entry.id}`)), "404 entry_not_found");
  });

  await t.step("deleting works while the entry still waits for its audio, and for text", async () => {
    const waiting = await announce(api, ann, { filename: "talk.mp3", byte_size: 9 });
    const { id, transcription_id } = await addText(api, ann, "Hello");
    assert.equal((await api.call(ann, "DELETE", `/entries/${waiting.id}`)).status, 204);
    assert.equal((await api.call(ann, "DELETE", `/entries/${id}`)).status, 204);
    assert.deepEqual([...await sql`select * from public.segments where transcription_id = ${transcription_id}`], []);
  });

  await t.step("deleting keeps the row while Storage fails, so that it can be tried again", async () => {
    const entry = await addFixture(api, ann);
    const remove = () => Promise.reject(new AppError("storage_unavailable", "Storage is down: try again"));
    const failed = await api.callWith({ storage: { ...api.deps.storage, remove } })(
      ann,
      "DELETE",
      `/entries/${entry.id}`,
    );
    assert.equal(await outcomeOfResponse(failed), "503 storage_unavailable");
    assert.equal((await api.call(ann, "GET", `/entries/${entry.id}`)).status, 200);
    assert.equal((await api.call(ann, "DELETE", `/entries/${entry.id}`)).status, 204);
  });

  await t.step("deleting twice at once is no error of ours", async () => {
    const { id } = await addFixture(api, ann);
    const outcomes = await Promise.all(
      [1, 2, 3].map(async () => await outcomeOfResponse(await api.call(ann, "DELETE", `/entries/${id}`))),
    );
    assert(outcomes.includes("204"));
    for (const outcome of outcomes) assert(["204", "404 entry_not_found"].includes(outcome), outcome);
  });
});
