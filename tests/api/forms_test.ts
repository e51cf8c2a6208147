import assert from "node:assert/strict";
import { createApi } from "../../functions/api/app.ts";
import { startApi } from "../support/api.ts";
import { readAudio, soundFixtures } from "../support/audio.ts";
import { readBadFiles } from "../support/bad_files.ts";
import { addFixture, formWith, listObjects, setLimit } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

const good = await readAudio("cbr.mp3");

Deno.test("files as forms", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const post = (body: unknown, headers?: HeadersInit) => api.call(ann, "POST", "/entries", body, headers);

  for (const { outcome, name, bytes, type } of await readBadFiles()) {
    await t.step(`${name} ${type ?? ""} is refused with ${outcome}, and nothing of it stays`, async () => {
      assert.equal(await outcomeOfResponse(await post(formWith(bytes, name, type))), outcome);
      assert.deepEqual(await listObjects(sql), []);
      assert.deepEqual([...await sql`select id from public.entries`], []);
    });
  }

  await t.step("a file over the operator's limits is refused, and nothing of it stays", async () => {
    await setLimit(sql, "max_upload_bytes", good.length - 1);
    assert.equal(await outcomeOfResponse(await post(formWith(good, "talk.mp3"))), "413 file_too_large");
    await setLimit(sql, "max_upload_bytes", good.length);
    await setLimit(sql, "max_audio_seconds", 6);
    assert.equal(await outcomeOfResponse(await post(formWith(good, "talk.mp3"))), "422 audio_too_long");
    assert.deepEqual(await listObjects(sql), []);
    await setLimit(sql, "max_audio_seconds", 7);
    assert.equal(await outcomeOfResponse(await post(formWith(good, "talk.mp3"))), "201");
  });

  await t.step("a form that lacks the file, or has two, says what to send", async () => {
    const forms = {
      "no part": new FormData(),
      "a text": new FormData(),
      "another part": new FormData(),
      two: new FormData(),
    };
    forms["a text"].set("file", "not a file");
    forms["another part"].set("audio", new File([good], "talk.mp3"));
    forms.two.append("file", new File([good], "one.mp3"));
    forms.two.append("file", new File([good], "two.mp3"));
    for (const [name, form] of Object.entries(forms)) {
      const problem = await readProblem(await post(form));
      assert.deepEqual([problem.code, problem.errors], ["invalid_request", [{
        path: "file",
        message: "Must be one file",
      }]], name);
    }
  });

  await t.step("a form that is broken, or has fields that we do not know, is refused", async () => {
    const broken = { "content-type": "multipart/form-data; boundary=x" };
    assert.equal(await outcomeOfResponse(await post("--x\r\nthis is no form", broken)), "422 invalid_request");
    assert.equal(
      await outcomeOfResponse(await post("no boundary", { "content-type": "multipart/form-data" })),
      "422 invalid_request",
    );
    const unknown = await readProblem(
      await post(formWith(good, "talk.mp3", "", { colour: "red", language: "german" })),
    );
    assert(unknown.detail.includes('"colour"') && unknown.detail.includes("language: Must be an ISO 639-1 code"));
    const long = await readProblem(await post(formWith(good, `${"x".repeat(300)}.mp3`)));
    assert.equal(long.errors?.[0]?.path, "file");
  });

  await t.step("fields beside the file are kept, and the file's name is the title where there is none", async () => {
    const form = formWith(good, "Interview ½.mp3", "", {
      title: " With Ann ",
      language: "DE",
      source: "recording",
      tags: "a",
    });
    form.append("tags", "b");
    const entry = await (await post(form)).json();
    assert.deepEqual([entry.title, entry.language, entry.source, entry.tags], ["With Ann", "de", "recording", [
      "a",
      "b",
    ]]);
    assert.deepEqual([entry.status, entry.kind, entry.file_name, entry.container], [
      "ready",
      "audio",
      "Interview ½.mp3",
      "mp3",
    ]);
    assert.deepEqual([entry.codec, entry.duration_ms, entry.byte_size], ["mp3", 6084, good.length]);
    const untitled = await (await post(formWith(good, `${"😀".repeat(125)}.mp3`))).json();
    assert.equal(untitled.title, `${"😀".repeat(125)}.mp3`);
  });

  await t.step("a file that Storage cannot give back is not kept", async () => {
    const before = await listObjects(sql);
    const fetch = () => Promise.reject(new TypeError("connection reset"));
    const response = await api.callWith({ fetch })(ann, "POST", "/entries", formWith(good, "talk.mp3"));
    assert.equal(await outcomeOfResponse(response), "503 storage_unavailable");
    assert.deepEqual(await listObjects(sql), before);
  });

  await t.step("a body over 6 MiB is refused, whether it says its length or not", async () => {
    const body = new Uint8Array(6 * 1024 * 1024 + 1);
    const headers = { authorization: `Bearer ${ann.token}`, "content-type": "multipart/form-data; boundary=x" };
    const app = createApi(api.deps);
    for (
      const init of [{ body, headers: { ...headers, "content-length": `${body.length}` } }, {
        body: new Blob([body]).stream(),
        headers,
      }]
    ) {
      const problem = await readProblem(await app.request("/api/entries", { method: "POST", ...init }));
      assert.equal(problem.code, "body_too_large");
      assert(problem.detail.includes("kind 'audio'"));
    }
  });
});

Deno.test("every kind of audio that we know is accepted as a form", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  for (const [name, { container, codec, durationMs }] of Object.entries(soundFixtures)) {
    const entry = await addFixture(api, ann, name);
    assert.deepEqual([entry.container, entry.codec, entry.duration_ms], [container, codec, durationMs], name);
  }
});
