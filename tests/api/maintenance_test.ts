import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { addFixture, addText, formWith, listObjects } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addTranscription, advance } from "../support/rows.ts";

Deno.test("while nothing is transcribed for maintenance", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, admin] = [await addPerson(sql), await addPerson(sql, { isAdmin: true })];
  const { id: entry } = await addFixture(api, ann);
  const submit = async (headers?: HeadersInit) =>
    await api.call(ann, "POST", `/entries/${entry}/transcriptions`, {}, headers);
  const turn = async (transcribing_allowed: boolean, message?: string) => {
    const response = await api.call(admin, "PUT", "/admin/maintenance", { transcribing_allowed, message });
    assert.equal(response.status, 200);
    return await response.json();
  };
  const before = await submit({ "idempotency-key": "before" });
  const accepted = await before.json();
  const failed = await addTranscription(sql, ann, entry);
  await advance(sql, failed, 0);
  await advance(sql, failed, "failed");

  await t.step("is told by the switch, which is two settings", async () => {
    assert.deepEqual(await turn(true, ""), { transcribing_allowed: true, message: "" });
    assert.deepEqual(await turn(false, " we move until noon "), {
      transcribing_allowed: false,
      message: "we move until noon",
    });
    const maintenance = await (await api.call(admin, "GET", "/admin/maintenance")).json();
    assert.deepEqual(maintenance, { transcribing_allowed: false, message: "we move until noon" });
    const setting = await (await api.call(admin, "GET", "/admin/settings/transcribing_allowed")).json();
    assert.equal(setting.value, false);
    assert.deepEqual(await turn(false), maintenance);
    const rows = await sql`select actor_id, subject, detail from public.audit_logs order by id`;
    assert.deepEqual(rows.map(({ actor_id, subject, detail }) => [actor_id, subject, detail.to]), [
      [admin.id, "maintenance_message", "we move until noon"],
      [admin.id, "transcribing_allowed", false],
    ]);
    const long = await api.call(admin, "PUT", "/admin/maintenance", {
      transcribing_allowed: false,
      message: "x".repeat(301),
    });
    assert.equal(await outcomeOfResponse(long), "422 invalid_request");
  });

  await t.step("every way to ask for a transcription is refused, before anything is stored or counted", async () => {
    const rows = async () => ({
      entries: (await sql`select id, status from public.entries order by id`).map((row) => ({ ...row })),
      transcriptions: (await sql`select id, status from public.transcriptions order by id`).map((row) => ({ ...row })),
      counted: (await sql`select submissions from public.usage_daily`).map((row) => ({ ...row })),
      objects: await listObjects(sql),
    });
    const known = await rows();
    const form = async () => formWith(await readAudio("cbr.mp3"), "cbr.mp3", "", { model: "whisper-1" });
    const asked: [string, () => Promise<unknown>, HeadersInit?][] = [
      [`/entries/${entry}/transcriptions`, () => Promise.resolve({})],
      [`/entries/${entry}/transcriptions`, () => Promise.resolve({}), { "x-provider-key": "key-of-anns-own" }],
      ["/transcriptions", () => Promise.resolve({ entry_id: entry })],
      ["/transcriptions", () => Promise.resolve({ url: "https://example.com/talk.mp3" })],
      ["/transcriptions", form],
      ["/transcriptions", form, { "idempotency-key": "form" }],
      [`/transcriptions/${failed}/retry`, () => Promise.resolve(undefined)],
    ];
    for (const [path, body, headers] of asked) {
      const response = await api.call(ann, "POST", path, await body(), headers);
      assert.equal(response.status, 503, path);
      assert.equal(response.headers.get("retry-after"), "300");
      const { code, retryable, detail } = await response.json();
      assert.deepEqual([code, retryable], ["transcribing_paused", true]);
      assert.equal(detail, "Nothing new is transcribed for now: we move until noon");
    }
    for (const tries of ["0", "1"]) {
      const headers = { "x-stainless-retry-count": tries };
      const openai = await api.call(ann, "POST", "/v1/audio/transcriptions", await form(), headers);
      assert.deepEqual([openai.status, openai.headers.get("x-should-retry")], [503, "false"]);
      assert.equal((await openai.json()).error.code, "transcribing_paused");
    }
    const [job] = await sql<[{ id: number }]>`
      insert into private.jobs (kind, subject_id, state, finished_at, error_code, error_message)
      values ('transcribe', ${failed}, 'dead', now(), 'internal_error', 'It failed') returning id`;
    const retried = await api.call(admin, "POST", `/admin/jobs/${job.id}/retry`);
    assert.equal(await outcomeOfResponse(retried), "503 transcribing_paused");
    assert.deepEqual(await rows(), known);
  });

  await t.step("the setting alone says so too, with a sentence of ours where the operator has none", async () => {
    await turn(true, "");
    await sql`update public.settings set value = 'false' where key = 'transcribing_allowed'`;
    const { detail } = await (await submit()).json();
    assert.equal(detail, "Nothing new is transcribed for now: ask again later, all else works");
  });

  await t.step("what was accepted before is answered as it was, and what is at work is left at it", async () => {
    const again = await submit({ "idempotency-key": "before" });
    assert.deepEqual([again.status, again.headers.get("idempotency-replayed")], [202, "true"]);
    assert.equal((await again.json()).id, accepted.id);
    assert.equal((await api.call(ann, "POST", `/transcriptions/${accepted.id}/retry`)).status, 202);
  });

  await t.step("reading, bringing, correcting, exporting, asking and documents go on", async () => {
    const { transcription_id: id } = await addText(api, ann, "Hello there.");
    await addFixture(api, ann, "s16.wav");
    const calls: [string, string, unknown?][] = [
      ["GET", "/transcriptions"],
      ["GET", `/transcriptions/${accepted.id}`],
      ["GET", `/transcriptions/${id}/download?format=md`],
      ["PATCH", `/transcriptions/${id}/segments/0`, { text: "Hello here." }],
      ["POST", "/chat/completions", { transcription_id: id, message: "Who is there?" }],
      ["POST", `/transcriptions/${id}/documents`, { kind: "summary" }],
      ["POST", `/transcriptions/${accepted.id}/cancel`],
    ];
    for (const [method, path, body] of calls) {
      const response = await api.call(ann, method, path, body);
      assert(response.ok, `${method} ${path}: ${response.status}`);
    }
  });

  await t.step("the queue is in order, however long work waits", async () => {
    await sql`insert into private.jobs (kind, subject_id, due_at)
      select kind, gen_random_uuid(), now() - interval '1 hour' from unnest('{transcribe,transcribe_piece}'::text[]) as kind`;
    await sql`update private.jobs set state = 'completed', finished_at = now() where kind not like 'transcribe%'`;
    const response = await api.call(undefined, "GET", "/health/queue");
    const { due, oldest_due_seconds } = await response.json();
    assert.deepEqual([response.status, due, oldest_due_seconds], [200, 0, 0]);
  });

  await t.step("the same is accepted when it is over, under the same key too", async () => {
    await turn(true);
    const form = formWith(await readAudio("cbr.mp3"), "cbr.mp3", "", { model: "whisper-1" });
    assert.equal((await api.call(ann, "POST", "/transcriptions", form, { "idempotency-key": "form" })).status, 202);
    assert.equal((await api.call(ann, "POST", `/transcriptions/${failed}/retry`)).status, 202);
    const response = await api.call(undefined, "GET", "/health/queue");
    assert.deepEqual([response.status, (await response.json()).due > 0], [200, true]);
  });
});
