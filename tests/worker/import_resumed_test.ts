import assert from "node:assert/strict";
import { NotYet } from "../../functions/worker/failure.ts";
import { createImport } from "../../functions/worker/import.ts";
import { createGuardedFetch } from "../../shared/net/guarded_fetch.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { listObjects } from "../support/entries.ts";
import {
  bring,
  createImporter,
  type Handler,
  importOnce,
  makeDue,
  makeSilence,
  serveFile,
  stallAfter,
  startLinkServer,
} from "../support/links.ts";
import { addPerson } from "../support/people.ts";
import { until } from "../support/until.ts";

const megabyte = 1024 * 1024;
/** Three parts and a rest. */
const file = makeSilence(1300);
const version = { etag: '"1"' };

async function readBack({ deps }: TestApi, path: string): Promise<Uint8Array> {
  return await (await deps.fetch(await deps.storage.signDownload(path, 60))).bytes();
}

Deno.test("a worker that is killed is followed by one that goes on where it ended", async () => {
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true" });
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const answers: Handler[] = [stallAfter(file, 13 * megabyte, version)];
  await using server = startLinkServer({
    "/talk.wav": (request) => (answers.shift() ?? serveFile(file, version))(request),
  });
  const entry = await bring(api, ann, `${server.url}/talk.wav`);
  const killed = createImporter(api).ring();
  await until(async () => await offsetOf(api, entry.id) === 12 * megabyte || undefined);
  await sql`update private.jobs set due_at = now()`;

  assert.equal((await importOnce(api, ann, entry.id)).status, "ready");
  assert.deepEqual(server.requests, ["GET /talk.wav", `GET /talk.wav bytes=${12 * megabyte}-`]);
  assert.deepEqual(await listObjects(sql), [entry.object_path]);
  assert.deepEqual(await readBack(api, entry.object_path!), file);

  await server[Symbol.asyncDispose]();
  await killed;
  const { status } = await (await api.call(ann, "GET", `/entries/${entry.id}`)).json();
  assert.deepEqual([status, await listObjects(sql)], ["ready", [entry.object_path]]);
});

Deno.test("what was copied counts only while the source has the same file", async (t) => {
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true" });
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const other = makeSilence(900);
  other.fill(1, 50_000, 60_000);
  const broken = (headers: Record<string, string>): Handler => () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ === 13) throw new Error("The server breaks");
        controller.enqueue(file.slice((sent - 1) * megabyte, sent * megabyte));
      },
    });
    return new Response(body, { headers: { ...headers, "content-length": String(file.length) } });
  };
  const dated = { "last-modified": "Sat, 21 Nov 2026 07:00:00 GMT" };
  const cases: [string, Handler, Handler, Uint8Array, number][] = [
    ["it has: the rest is asked for", broken(dated), serveFile(file, dated), file, 2],
    ["it has another by now", broken(version), serveFile(other, { etag: '"2"' }), other, 2],
    [
      "it gives another part than was asked for",
      broken(version),
      (request) => {
        const answer = serveFile(file, version)(request);
        const range = { "content-range": `bytes 5-${file.length - 1}/${file.length}` };
        return request.headers.has("range") ? new Response("wrong", { status: 206, headers: range }) : answer;
      },
      file,
      3,
    ],
    ["its version is weak, which says nothing", broken({ etag: 'W/"1"' }), serveFile(file), file, 2],
    ["it gives no parts", broken({ ...version, "accept-ranges": "none" }), serveFile(file, version), file, 2],
  ];
  for (const [how, first, second, expected, requests] of cases) {
    await t.step(how, async () => {
      const answers = [first];
      await using server = startLinkServer({ "/talk.wav": (request) => (answers.shift() ?? second)(request) });
      const { id, object_path } = await bring(api, ann, `${server.url}/talk.wav`);
      assert.equal((await importOnce(api, ann, id)).status, "importing");
      await makeDue(api);
      const ready = await importOnce(api, ann, id);
      assert.deepEqual([ready.status, ready.byte_size], ["ready", expected.length]);
      assert.deepEqual(await readBack(api, object_path!), expected);
      assert.equal(server.requests.length, requests);
    });
  }
});

Deno.test("a download that outlasts its worker goes on in the next, if it gets anywhere", async (t) => {
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true", WORKER_SECONDS: "1" });
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const jobOf = async (id: string) => {
    const [job] = await sql`select state, attempts, error_code from private.jobs where subject_id = ${id}`;
    return { ...job };
  };

  await t.step("an attempt that copied much does not count", async () => {
    const answers: Handler[] = [stallAfter(file, 19 * megabyte, version)];
    await using server = startLinkServer({
      "/talk.wav": (request) => (answers.shift() ?? serveFile(file, version))(request),
    });
    const { id } = await bring(api, ann, `${server.url}/talk.wav`);
    assert.equal((await importOnce(api, ann, id)).status, "importing");
    assert.deepEqual(await jobOf(id), { state: "queued", attempts: 0, error_code: null });
    await makeDue(api);
    assert.equal((await importOnce(api, ann, id)).status, "ready");
    assert.deepEqual(server.requests, ["GET /talk.wav", `GET /talk.wav bytes=${18 * megabyte}-`]);
  });

  await t.step("one that copied little, or would begin anew, does: in the end the link is too slow", async () => {
    const slow = stallAfter(file, 5 * megabyte, version);
    const unversioned = stallAfter(file, 19 * megabyte);
    for (const handler of [slow, unversioned]) {
      await using server = startLinkServer({ "/talk.wav": handler });
      const { id } = await bring(api, ann, `${server.url}/talk.wav`);
      await sql`update private.jobs set max_attempts = 2 where subject_id = ${id}`;
      assert.equal((await importOnce(api, ann, id)).status, "importing");
      assert.deepEqual(await jobOf(id), { state: "queued", attempts: 1, error_code: "link_too_slow" });
      await makeDue(api);
      const failed = await importOnce(api, ann, id);
      assert.deepEqual([failed.status, failed.error_code], ["failed", "link_too_slow"]);
    }
  });
});

Deno.test("a large file is copied by several attempts, none of which counts", async () => {
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true" });
  const ann = await addPerson(api.database.sql);
  await using server = startLinkServer({ "/talk.wav": serveFile(file, version) });
  const { id, object_path } = await bring(api, ann, `${server.url}/talk.wav`);
  const guardedFetch = createGuardedFetch(api.deps.config.links);
  const attempt = () =>
    createImport({ ...api.deps, guardedFetch }, 7 * megabyte)(id, { signal: new AbortController().signal });
  await assert.rejects(attempt, NotYet);
  const result = await attempt();
  assert(typeof result === "object");
  await api.deps.db.asService(result.effect);
  assert.deepEqual(server.requests, ["GET /talk.wav", `GET /talk.wav bytes=${12 * megabyte}-`]);
  assert.deepEqual(await readBack(api, object_path!), file);
});

async function offsetOf({ database: { sql }, deps }: TestApi, id: string): Promise<number | undefined> {
  const [begun] = await sql<{ upload_id: string }[]>`select upload_id from private.imports where entry_id = ${id}`;
  return begun && await deps.storage.resumable.offset(begun.upload_id, AbortSignal.timeout(1000));
}
