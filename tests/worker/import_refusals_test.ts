import { zipSync } from "fflate";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { listObjects, setLimit } from "../support/entries.ts";
import { bring, importOnce, makeDue, serveFile, startLinkServer } from "../support/links.ts";
import { addPerson } from "../support/people.ts";
import { startRawServer } from "../support/raw_server.ts";

const open = { LINKS_ALLOW_PRIVATE: "true" };
const mp3 = await readAudio("cbr.mp3");

/** Bytes without end, in chunks and without a length. */
function endless(): Response {
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) }));
}

Deno.test("a link that holds no audio for us fails at once, for good, and says why", async (t) => {
  await using api = await startApi(open);
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const letter = new TextEncoder().encode("This is a letter. ".repeat(500));
  const bomb = gzipSync(new Uint8Array(500 * 1024 * 1024));
  const redirect = (to: string) => () => new Response(null, { status: 302, headers: { location: to } });
  await using server = startLinkServer({
    "/page": () => new Response("<html>", { headers: { "content-type": "text/html; charset=utf-8" } }),
    "/private": redirect("http://10.0.0.1/talk.mp3?token=secret"),
    "/metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/file": redirect("file:///etc/passwd"),
    "/denied": () => new Response(null, { status: 403 }),
    "/gone": () => new Response(null, { status: 410 }),
    "/empty": () => new Response(new Uint8Array(0)),
    "/empty_stream": () => new Response(ReadableStream.from([])),
    "/letter.mp3": serveFile(letter),
    "/cut.m4a": serveFile((await readAudio("moov_at_end.m4a")).slice(0, 9000)),
    "/large.mp3": () => new Response(new ReadableStream(), { headers: { "content-length": "100000001" } }),
    "/endless.mp3": endless,
    "/talk.mp3": serveFile(mp3),
    "/bomb.gz.mp3": serveFile(bomb, { "content-encoding": "gzip", "content-type": "audio/mpeg" }),
    "/bomb.zip.mp3": serveFile(zipSync({ "talk.mp3": new Uint8Array(200 * 1024 * 1024) }), {
      "content-type": "audio/mpeg",
    }),
  });
  await setLimit(sql, "max_upload_bytes", 1_000_000);

  const cases: [string, string, Record<string, unknown>?][] = [
    ["/missing", "link_not_accessible"],
    ["/denied", "link_not_accessible"],
    ["/gone", "link_not_accessible"],
    ["/page", "link_not_a_file"],
    ["/private", "url_not_allowed"],
    ["/metadata", "url_not_allowed"],
    ["/file", "url_not_allowed"],
    ["/empty", "file_empty"],
    ["/empty_stream", "file_empty"],
    ["/large.mp3", "file_too_large"],
    ["/endless.mp3", "file_too_large"],
    ["/letter.mp3", "file_not_audio"],
    // Nothing is unpacked: what is checked is what came.
    ["/bomb.gz.mp3", "file_not_audio"],
    ["/bomb.zip.mp3", "file_not_audio"],
    ["/cut.m4a", "file_truncated"],
    ["/talk.mp3", "clip_out_of_range", { start: 7 }],
  ];
  for (const [path, code, fields] of cases) {
    await t.step(`${path}: ${code}`, async () => {
      const { id } = await bring(api, ann, `${server.url}${path}?token=secret`, fields);
      const failed = await importOnce(api, ann, id);
      assert.deepEqual([failed.status, failed.error_code], ["failed", code]);
      assert.doesNotMatch(failed.error_message!, /secret/);
      const [job] = await sql`select state, attempts, error_message from private.jobs where subject_id = ${id}`;
      assert.deepEqual({ ...job }, { state: "dead", attempts: 1, error_message: failed.error_message });
      const events = await sql`select type, data from public.events where subject_id = ${id}`;
      assert.deepEqual(events.map(({ type, data }) => [type, data.error_code]), [["entry.failed", code]]);
      assert.deepEqual(await listObjects(sql), []);
    });
  }

  await t.step("no log repeats what a link holds", () => assert.doesNotMatch(api.logs.join("\n"), /secret/));

  await t.step("and is brought again on demand, as often as one likes", async () => {
    const { id } = await bring(api, ann, `${server.url}/talk.mp3`);
    await setLimit(sql, "max_audio_seconds", 1);
    assert.equal((await importOnce(api, ann, id)).error_code, "audio_too_long");
    await setLimit(sql, "max_audio_seconds", 60);
    const retry = async () => await (await api.call(ann, "POST", `/entries/${id}/retry`)).json();
    const again = await retry();
    assert.deepEqual([again.status, again.error_code, again.error_message], ["importing", null, null]);
    assert.equal((await retry()).status, "importing");
    assert.equal((await importOnce(api, ann, id)).status, "ready");
    assert.equal((await retry()).status, "ready");
    assert.deepEqual(await listObjects(sql), [again.object_path]);
    const jobs = await sql`select state from private.jobs where subject_id = ${id} order by id`;
    assert.deepEqual(jobs.map(({ state }) => state), ["dead", "completed"]);
  });
});

Deno.test("a source that is down for a moment is asked again, and given up in the end", async (t) => {
  await using api = await startApi(open);
  const { sql } = api.database;
  const ann = await addPerson(sql);
  let answers: (() => Response)[] = [];
  await using server = startLinkServer({ "/talk.mp3": (request) => answers.shift()?.() ?? serveFile(mp3)(request) });
  const status = (code: number) => () => new Response(null, { status: code });

  await t.step("busy, broken, then there", async () => {
    answers = [status(503), status(429), status(500)];
    const { id } = await bring(api, ann, `${server.url}/talk.mp3`);
    for (const _attempt of [1, 2, 3]) {
      assert.equal((await importOnce(api, ann, id)).status, "importing");
      await makeDue(api);
    }
    assert.equal((await importOnce(api, ann, id)).status, "ready");
  });

  await t.step("nobody there, five times", async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    listener.close();
    const { id } = await bring(api, ann, `http://127.0.0.1:${listener.addr.port}/talk.mp3?token=secret`);
    for (const _attempt of [1, 2, 3, 4]) {
      assert.equal((await importOnce(api, ann, id)).status, "importing");
      await makeDue(api);
    }
    const failed = await importOnce(api, ann, id);
    assert.deepEqual([failed.status, failed.error_code], ["failed", "source_unavailable"]);
    assert.match(failed.error_message!, /'127\.0\.0\.1' does not take connections/);
    assert.doesNotMatch(JSON.stringify(await sql`select * from public.error_logs`) + api.logs, /secret/);
  });

  await t.step("a connection that breaks before a part is full", async () => {
    let attempts = 0;
    await using cut = startRawServer(async function* () {
      const whole = attempts++ > 0;
      yield `HTTP/1.1 200 OK\r\ncontent-length: ${mp3.length}\r\n\r\n`;
      yield whole ? mp3 : mp3.subarray(0, 5000);
    });
    const { id, object_path } = await bring(api, ann, `http://127.0.0.1:${cut.port}/talk.mp3`);
    assert.equal((await importOnce(api, ann, id)).status, "importing");
    const [job] = await sql`select error_code from private.jobs where subject_id = ${id}`;
    assert.equal(job?.error_code, "source_unavailable");
    await makeDue(api);
    assert.equal((await importOnce(api, ann, id)).status, "ready");
    assert.equal((await listObjects(sql)).filter((path) => path === object_path).length, 1);
  });
});
