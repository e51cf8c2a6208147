import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { addFixture, addText, announce, formWith, listObjects } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { addTranscript } from "../support/transcripts.ts";
import { until } from "../support/until.ts";

const good = await readAudio("cbr.mp3");

Deno.test("asking for a transcription", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const jobs = async (id: string) => await sql`select kind, state from private.jobs where subject_id = ${id}`;
  const post = (path: string, body?: unknown, headers?: HeadersInit) => api.call(ann, "POST", path, body, headers);

  await t.step("queues it with its job, by the entry's own path and by the flat one", async () => {
    const { id } = await addFixture(api, ann);
    const options = { language: "DE", prompt: " names " };
    for (
      const response of [
        await post(`/entries/${id}/transcriptions`, options),
        await post("/transcriptions", { entry_id: id, ...options }),
      ]
    ) {
      assert.equal(response.status, 202);
      const run = await response.json();
      assert.deepEqual([run.status, run.provider, run.entry_id, run.progress], ["queued", "openai", id, 0]);
      assert.deepEqual([run.options, run.language], [{ language: "de", prompt: "names" }, "de"]);
      assert.deepEqual([run.error_code, run.started_at, run.ended_at, run.attempts], [null, null, null, 0]);
      assert.deepEqual([...await jobs(run.id)], [{ kind: "transcribe", state: "queued" }]);
    }
  });

  await t.step("needs no body, and takes the entry's language where none is named", async () => {
    const entry = await (await post("/entries", formWith(good, "talk.mp3", "", { language: "fr" }))).json();
    const run = await (await post(`/entries/${entry.id}/transcriptions`)).json();
    assert.deepEqual([run.options, run.language], [{ language: "fr" }, "fr"]);
    const detected = await (await post(`/entries/${(await addFixture(api, ann)).id}/transcriptions`, {})).json();
    assert.deepEqual([detected.options, detected.language], [{}, null]);
  });

  await t.step("is refused for a text, for audio that is not there yet, and for what nobody has", async () => {
    const text = await addText(api, ann, "Hello");
    const waiting = await announce(api, ann, { filename: "talk.mp3", byte_size: 9 });
    const cases = {
      [text.id]: "409 entry_has_no_audio",
      [waiting.id]: "409 entry_not_ready",
      [crypto.randomUUID()]: "404 entry_not_found",
    };
    for (const [id, outcome] of Object.entries(cases)) {
      assert.equal(await outcomeOfResponse(await post(`/entries/${id}/transcriptions`, {})), outcome);
      assert.equal(await outcomeOfResponse(await post("/transcriptions", { entry_id: id })), outcome);
    }
  });

  await t.step("is refused with options that it does not have, or of a type that would be overlooked", async () => {
    const { id } = await addFixture(api, ann);
    const path = `/entries/${id}/transcriptions`;
    assert.equal(await outcomeOfResponse(await post(path, { lang: "de" })), "422 invalid_request");
    assert.equal(await outcomeOfResponse(await post(path, { language: "german" })), "422 invalid_request");
    assert.equal(await outcomeOfResponse(await post(path, { prompt: "x".repeat(1001) })), "422 invalid_request");
    assert.equal(await outcomeOfResponse(await post(path, [])), "422 invalid_request");
    assert.equal(await outcomeOfResponse(await post(path, "{")), "400 invalid_json");
    const form = { "content-type": "application/x-www-form-urlencoded" };
    assert.equal(await outcomeOfResponse(await post(path, "language=de", form)), "415 media_type_not_supported");
    assert.equal(
      await outcomeOfResponse(await post("/transcriptions", "entry_id=1", form)),
      "415 media_type_not_supported",
    );
    assert.equal(await outcomeOfResponse(await post("/transcriptions", { entry_id: "5" })), "422 invalid_request");
    assert.equal(await outcomeOfResponse(await post("/transcriptions", { language: "de" })), "422 invalid_request");
    assert.deepEqual([...await sql`select id from public.transcriptions where entry_id = ${id}`], []);
  });

  await t.step("takes a file in one call, which becomes an entry of its own", async () => {
    const fields = { title: "Call", language: "en", prompt: "Ann, Bob", tags: "calls" };
    const response = await post("/transcriptions", formWith(good, "call.mp3", "audio/mpeg", fields));
    assert.equal(response.status, 202);
    const run = await response.json();
    assert.deepEqual([run.status, run.options], ["queued", { language: "en", prompt: "Ann, Bob" }]);
    const entry = await (await api.call(ann, "GET", `/entries/${run.entry_id}`)).json();
    assert.deepEqual([entry.title, entry.language, entry.tags, entry.status], ["Call", "en", ["calls"], "ready"]);
  });

  await t.step("leaves nothing of a file that does not pass", async () => {
    const before = await listObjects(sql);
    const [{ runs }] = await sql<[{ runs: string }]>`select count(*) as runs from public.transcriptions`;
    const letter = formWith(new TextEncoder().encode("A letter"), "call.mp3");
    assert.equal(await outcomeOfResponse(await post("/transcriptions", letter)), "415 file_not_audio");
    const long = formWith(good, "call.mp3", "", { prompt: "x".repeat(1001) });
    assert.equal((await readProblem(await post("/transcriptions", long))).errors?.[0]?.path, "prompt");
    assert.deepEqual(await listObjects(sql), before);
    const [after] = await sql<[{ runs: string }]>`select count(*) as runs from public.transcriptions`;
    assert.equal(after.runs, runs);
  });

  await t.step("of an entry that is deleted meanwhile makes no run without an entry", async () => {
    const { id } = await addFixture(api, ann);
    const asked = await sql.begin(async (tx) => {
      await tx`delete from public.entries where id = ${id}`;
      const response = post(`/entries/${id}/transcriptions`, {});
      await until(async () => {
        const [waiting] = await sql`
          select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return waiting;
      });
      return { response };
    });
    assert.equal(await outcomeOfResponse(await asked.response), "404 entry_not_found");
    assert.deepEqual([...await sql`select id from public.transcriptions where entry_id = ${id}`], []);
  });
});

Deno.test("reading a transcription", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const word = { text: "Hello", start_ms: 0, end_ms: 400, confidence: 0.9 };
  const segments = [
    { text: "Hello.", start_ms: 0, end_ms: 900, speaker: "A", words: [word] },
    { text: "Without times." },
  ];
  const { id, entryId } = await addTranscript(sql, ann, { segments, speakers: { A: "Ann" } });

  await t.step("gives all that is known of it", async () => {
    const run = await (await api.call(ann, "GET", `/transcriptions/${id}`)).json();
    assert.deepEqual([run.id, run.entry_id, run.status, run.text], [id, entryId, "completed", "Hello. Without times."]);
    assert.deepEqual([run.speakers, run.confidence, run.audio_ms, run.revision], [{ A: "Ann" }, 0.5, 60000, 1]);
    assert.match(run.ended_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  await t.step("gives its segments in order, with words and times where there are some", async () => {
    const page = await (await api.call(ann, "GET", `/transcriptions/${id}/segments`)).json();
    assert.deepEqual(page, {
      data: [
        { position: 0, ...segments[0] },
        { position: 1, ...segments[1], start_ms: null, end_ms: null, speaker: null, words: null },
      ],
      next_cursor: null,
      next: null,
    });
  });

  await t.step("tells why it failed", async () => {
    await sql`
      update public.transcriptions set status = 'failed', error_code = 'provider_rejected', error_message = 'No speech'
      where id = ${id}`;
    const run = await (await api.call(ann, "GET", `/transcriptions/${id}`)).json();
    assert.deepEqual([run.status, run.error_code, run.error_message], ["failed", "provider_rejected", "No speech"]);
  });
});
