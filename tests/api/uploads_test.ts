import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { readBadFiles } from "../support/bad_files.ts";
import { announce, listObjects, put, setLimit } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

const good = await readAudio("cbr.mp3");

Deno.test("files past the function", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const complete = (id: string) => api.call(ann, "POST", `/entries/${id}/complete`);

  await t.step("get a URL for one object of the caller's own, and are read from where they were put", async () => {
    const entry = await announce(api, ann, { filename: "talk.mp3", byte_size: good.length, mime_type: "audio/mpeg" });
    assert.match(entry.upload.path, new RegExp(`^${ann.id}/${entry.id}/[0-9a-f-]{36}\\.mp3$`));
    assert.deepEqual([entry.status, entry.title, entry.upload.bucket], ["awaiting_upload", "talk.mp3", "audio"]);
    const left = Date.parse(entry.upload.expires_at) - Date.now();
    assert(left > 7_190_000 && left <= 7_200_000);
    assert.equal(await put(api, entry.upload.url, good), 200);
    const ready = await (await complete(entry.id)).json();
    assert.deepEqual([ready.status, ready.codec, ready.duration_ms, ready.byte_size], [
      "ready",
      "mp3",
      6084,
      good.length,
    ]);
    assert.equal(ready.upload, undefined);
  });

  await t.step("cannot be completed before they are there", async () => {
    const entry = await announce(api, ann, { filename: "talk.mp3", byte_size: 9 });
    assert.equal(await outcomeOfResponse(await complete(entry.id)), "409 upload_missing");
    assert.equal(await put(api, entry.upload.url, good), 200);
    assert.equal(await outcomeOfResponse(await complete(entry.id)), "200");
  });

  await t.step("are completed once, however often and however fast it is asked for", async () => {
    const entry = await announce(api, ann, { filename: "talk.mp3", byte_size: good.length });
    await put(api, entry.upload.url, good);
    const answers = await Promise.all(Array.from({ length: 8 }, async () => await (await complete(entry.id)).json()));
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.deepEqual(await (await complete(entry.id)).json(), answers[0]);
    assert.equal(answers[0].status, "ready");
  });

  for (const { outcome, sound, name, bytes, type } of await readBadFiles()) {
    await t.step(
      `${name} ${type ?? ""} is refused with ${outcome} and removed, and the same URL takes another try`,
      async () => {
        const before = await listObjects(sql);
        const label = { filename: name, byte_size: Math.max(1, bytes.length), ...(type && { mime_type: type }) };
        const entry = await announce(api, ann, label);
        assert.equal(await put(api, entry.upload.url, bytes), 200);
        assert.equal(await outcomeOfResponse(await complete(entry.id)), outcome);
        assert.deepEqual(await listObjects(sql), before);
        const again = await api.call(ann, "GET", `/entries/${entry.id}`);
        assert.equal((await again.json()).status, "awaiting_upload");
        assert.equal(await put(api, entry.upload.url, await readAudio(sound)), 200);
        assert.equal(await outcomeOfResponse(await complete(entry.id)), "200");
      },
    );
  }

  await t.step("are refused over the operator's limits, announced or not", async () => {
    const before = await listObjects(sql);
    await setLimit(sql, "max_upload_bytes", good.length - 1);
    const honest = await api.call(ann, "POST", "/entries", {
      kind: "audio",
      filename: "a.mp3",
      byte_size: good.length,
    });
    const problem = await readProblem(honest);
    assert.deepEqual([problem.code, problem.detail], [
      "file_too_large",
      `The file has ${good.length} bytes: upload one of ${good.length - 1} bytes at most`,
    ]);
    const entry = await announce(api, ann, { filename: "a.mp3", byte_size: 9 });
    await put(api, entry.upload.url, good);
    assert.equal(await outcomeOfResponse(await complete(entry.id)), "413 file_too_large");
    await setLimit(sql, "max_upload_bytes", good.length);
    await setLimit(sql, "max_audio_seconds", 6);
    await put(api, entry.upload.url, good);
    assert.equal(await outcomeOfResponse(await complete(entry.id)), "422 audio_too_long");
    assert.deepEqual(await listObjects(sql), before);
  });

  await t.step("stay where they are while Storage cannot be read, so that completing again works", async () => {
    await setLimit(sql, "max_audio_seconds", 60);
    const entry = await announce(api, ann, { filename: "talk.mp3", byte_size: good.length });
    await put(api, entry.upload.url, good);
    const fetch = () => Promise.reject(new TypeError("connection reset"));
    const failed = await api.callWith({ fetch })(ann, "POST", `/entries/${entry.id}/complete`);
    assert.equal(await outcomeOfResponse(failed), "503 storage_unavailable");
    assert.equal(await outcomeOfResponse(await complete(entry.id)), "200");
  });
});

Deno.test("of two who refuse the same file, the slower one leaves what has come in its place", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const entry = await announce(api, ann, { filename: "talk.mp3", byte_size: good.length });
  await put(api, entry.upload.url, new TextEncoder().encode("This is a letter. ".repeat(500)));
  const path = `/entries/${entry.id}/complete`;
  let isSlow = true;
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const response = await api.deps.fetch(input, init);
    if (!isSlow) return response;
    isSlow = false;
    const read = await response.arrayBuffer();
    assert.equal(await outcomeOfResponse(await api.call(ann, "POST", path)), "415 file_not_audio");
    assert.equal(await put(api, entry.upload.url, good), 200);
    return new Response(read, response);
  };
  assert.equal(await outcomeOfResponse(await api.callWith({ fetch })(ann, "POST", path)), "415 file_not_audio");
  assert.equal(await outcomeOfResponse(await api.call(ann, "POST", path)), "200");
});
