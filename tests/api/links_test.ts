import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addText, listObjects } from "../support/entries.ts";
import { bring } from "../support/links.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

Deno.test("bringing a link", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const post = (body: unknown) => api.call(ann, "POST", "/entries", body);
  const link = { kind: "link", url: "https://files.example.com/talk.mp3" };

  await t.step("answers at once, with an entry that is importing", async () => {
    const fields = { title: " Mine ", language: "EN", tags: ["a"], start: "1:30", end: 95.5 };
    const entry = await bring(api, ann, "https://files.example.com/a/talk.mp3?token=x", fields);
    const { kind, source, status, title, language, tags, clip_start_ms, clip_end_ms, error_code, file_name } = entry;
    assert.deepEqual({ kind, source, status, title, language, tags }, {
      ...{ kind: "audio", source: "link", status: "importing" },
      ...{ title: "Mine", language: "en", tags: ["a"] },
    });
    assert.deepEqual([clip_start_ms, clip_end_ms, error_code, file_name], [90_000, 95_500, null, null]);
    const [job] = await sql`select kind, state from private.jobs where subject_id = ${entry.id}`;
    assert.deepEqual({ ...job }, { kind: "import", state: "queued" });
    const { data } = await (await api.call(ann, "GET", "/entries?status=importing")).json();
    assert.deepEqual(data.map(({ id }: { id: string }) => id), [entry.id]);
  });

  await t.step("a start alone, and services by their links", async () => {
    assert.equal((await bring(api, ann, link.url, { start: "00:00:05.250" })).clip_start_ms, 5250);
    const drive = await bring(api, ann, "https://drive.google.com/file/d/1aBcD-eFgH_iJkLmNoPq/view?usp=sharing");
    assert.match(drive.object_path!, /\.bin$/);
  });

  const before = await sql`select from public.entries`;

  const wrong: [string, Record<string, unknown>][] = [
    ["url", { url: undefined }],
    ["url", { url: "" }],
    ["url", { url: "talk.mp3" }],
    ["url", { url: 5 }],
    ["url", { url: `https://example.com/${"x".repeat(2048)}` }],
    ["start", { start: "soon" }],
    ["start", { start: -1 }],
    ["start", { start: null }],
    ["end", { end: "1:99" }],
    ["end", { start: 5, end: 5 }],
    ["end", { start: "1:00", end: "0:59" }],
    ["end", { end: 0 }],
    ["", { source: "upload" }],
    ["", { status: "ready" }],
  ];
  for (const [path, fields] of wrong) {
    await t.step(`${JSON.stringify(fields).slice(0, 50)} is refused at '${path}'`, async () => {
      const problem = await readProblem(await post({ ...link, ...fields }));
      assert.deepEqual([problem.status, problem.code], [422, "invalid_request"]);
      assert.deepEqual(problem.errors?.map((error) => error.path), [path]);
    });
  }

  const refused: [string, string][] = [
    ["http://files.example.com/talk.mp3?token=secret", "url_not_allowed"],
    ["ftp://files.example.com/secret", "url_not_allowed"],
    ["file:///etc/secret", "url_not_allowed"],
    ["https://ann:secret@files.example.com/talk.mp3", "url_not_allowed"],
    ["https://127.0.0.1/talk.mp3?secret", "url_not_allowed"],
    ["https://2130706433/secret", "url_not_allowed"],
    ["https://[::ffff:10.0.0.1]/secret", "url_not_allowed"],
    ["https://169.254.169.254/latest/meta-data/secret", "url_not_allowed"],
    ["https://localhost/secret", "url_not_allowed"],
    ["https://files.example.com:8443/secret", "url_not_allowed"],
    ["https://drive.google.com/drive/folders/1aBcD-eFgH_secret", "link_not_a_file"],
    ["https://docs.google.com/document/d/1aBcD-eFgH_secret/edit", "link_not_a_file"],
    ["https://www.youtube.com/watch?v=dQw4w9WgXcQ&secret", "link_not_supported"],
  ];
  for (const [url, code] of refused) {
    await t.step(`${url.slice(0, 50)} is refused with ${code}`, async () => {
      const problem = await readProblem(await post({ kind: "link", url }));
      assert.deepEqual([problem.status, problem.code, problem.retryable], [422, code, false]);
      assert.doesNotMatch(problem.detail, /secret/);
    });
  }

  await t.step("what is refused leaves nothing behind", async () => {
    assert.equal((await sql`select from public.entries`).count, before.count);
    assert.deepEqual(await listObjects(sql), []);
  });
});

Deno.test("an entry that is importing", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const entry = await bring(api, ann, "https://files.example.com/talk.mp3");
  const path = `/entries/${entry.id}`;

  await t.step("can be renamed and deleted, and is not completed by hand", async () => {
    assert.equal((await (await api.call(ann, "PATCH", path, { title: "New" })).json()).title, "New");
    assert.equal((await (await api.call(ann, "POST", `${path}/complete`)).json()).status, "importing");
    assert.equal(await outcomeOfResponse(await api.call(ann, "DELETE", path)), "204");
  });

  await t.step("is retried by its owner alone, and only where it failed", async () => {
    const { id } = await bring(api, ann, "https://files.example.com/talk.mp3");
    await sql`
      update private.jobs set state = 'dead', finished_at = now(), error_code = 'source_unavailable', error_message = 'Gone'
      where subject_id = ${id}`;
    const bob = await addPerson(sql);
    assert.equal(await outcomeOfResponse(await api.call(bob, "POST", `/entries/${id}/retry`)), "404 entry_not_found");
    const failed = await (await api.call(ann, "GET", `/entries/${id}`)).json();
    assert.deepEqual([failed.status, failed.error_code, failed.error_message], [
      "failed",
      "source_unavailable",
      "Gone",
    ]);
    const transcribed = await api.call(ann, "POST", `/entries/${id}/transcriptions`, {});
    assert.equal(await outcomeOfResponse(transcribed), "409 entry_not_ready");

    const answers = await Promise.all(
      [1, 2, 3].map(async () => await (await api.call(ann, "POST", `/entries/${id}/retry`)).json()),
    );
    assert.deepEqual(answers.map(({ status, error_code }) => [status, error_code]), Array(3).fill(["importing", null]));
    const jobs = await sql`select state from private.jobs where subject_id = ${id} order by id`;
    assert.deepEqual(jobs.map(({ state }) => state), ["dead", "queued"]);

    const text = await addText(api, ann, "Hello");
    assert.equal((await (await api.call(ann, "POST", `/entries/${text.id}/retry`)).json()).status, "ready");
  });
});
