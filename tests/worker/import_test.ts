import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { listObjects } from "../support/entries.ts";
import { bring, createImporter, importOnce, serveFile, startLinkServer } from "../support/links.ts";
import { addPerson } from "../support/people.ts";
import { until } from "../support/until.ts";
import { createTestWorker, transcriberOf } from "../support/worker.ts";

const open = { LINKS_ALLOW_PRIVATE: "true" };
const mp3 = await readAudio("cbr.mp3");

Deno.test("a link is brought into Storage and checked like an upload", async (t) => {
  await using api = await startApi(open);
  const { sql } = api.database;
  const ann = await addPerson(sql);
  await using server = startLinkServer({
    "/folder/my%20talk.mp3": serveFile(mp3),
    "/named": serveFile(mp3, { "content-disposition": "attachment; filename*=UTF-8''Gespr%C3%A4ch.mp3" }),
    "/moved": () => Response.redirect(`${server.url}/named`, 302),
    "/mislabelled.wav": serveFile(mp3, { "content-type": "video/mp4" }),
    "/no_length": () => new Response(ReadableStream.from([mp3.slice(0, 5000), mp3.slice(5000)])),
  });

  await t.step("the entry is there at once and waits, its audio comes with the job", async () => {
    const entry = await bring(api, ann, `${server.url}/folder/my%20talk.mp3?token=secret`, {
      tags: ["a"],
      language: "en",
    });
    const { kind, source, status, title, link, tags, language } = entry;
    assert.deepEqual({ kind, source, status, title, tags, language }, {
      ...{ kind: "audio", source: "link", status: "importing", title: "" },
      ...{ tags: ["a"], language: "en" },
    });
    assert.equal(link, `${server.url}/folder/my%20talk.mp3?token=secret`);
    assert.match(entry.object_path!, new RegExp(`^${ann.id}/${entry.id}/[0-9a-f-]{36}\\.mp3$`));
    assert.deepEqual(await listObjects(sql), []);

    const ready = await importOnce(api, ann, entry.id);
    assert.deepEqual([ready.status, ready.title, ready.file_name], ["ready", "my talk.mp3", "my talk.mp3"]);
    assert.deepEqual([ready.container, ready.duration_ms, ready.byte_size], ["mp3", 6084, mp3.length]);
    assert.deepEqual(await listObjects(sql), [entry.object_path]);
    const object = await fetchObject(entry.object_path!);
    assert.deepEqual(object, mp3);
    const events = await sql`select type, data from public.events where subject_id = ${entry.id}`;
    assert.deepEqual(events.map(({ type, data }) => [type, data.status]), [["entry.ready", "ready"]]);
    assert.equal((await sql`select from private.imports`).count, 0);
  });

  await t.step("another ring asks for nothing again", async () => {
    const before = server.requests.length;
    await createImporter(api).ring();
    assert.equal(server.requests.length, before);
  });

  await t.step("it is called what its source calls it, unless its owner gave it a title", async () => {
    const unnamed = await bring(api, ann, `${server.url}/moved`);
    const titled = await bring(api, ann, `${server.url}/moved`, { title: "Mine" });
    await createImporter(api).ring();
    const [one, other] = await Promise.all(
      [unnamed, titled].map(async ({ id }) => await (await api.call(ann, "GET", `/entries/${id}`)).json()),
    );
    assert.deepEqual([one.title, one.file_name], ["Gespräch.mp3", "Gespräch.mp3"]);
    assert.deepEqual([other.title, other.file_name], ["Mine", "Gespräch.mp3"]);
  });

  await t.step("only the content says what it is", async () => {
    const { id } = await bring(api, ann, `${server.url}/mislabelled.wav`);
    const ready = await importOnce(api, ann, id);
    assert.deepEqual([ready.status, ready.container, ready.mime_type], ["ready", "mp3", "audio/mpeg"]);
  });

  await t.step("its length need not be told", async () => {
    const { id, object_path } = await bring(api, ann, `${server.url}/no_length`);
    assert.equal((await importOnce(api, ann, id)).status, "ready");
    assert.deepEqual(await fetchObject(object_path!), mp3);
  });

  await t.step("an entry that was deleted meanwhile leaves no object behind", async () => {
    const before = await listObjects(sql);
    const { id } = await bring(api, ann, `${server.url}/named`);
    const { storage } = api.deps;
    const remove = (path: string) => async () => {
      await sql`delete from public.entries where id = ${id}`;
      return await storage.find(path);
    };
    const find: typeof storage.find = (path) => remove(path)();
    await createImporter({ ...api, deps: { ...api.deps, storage: { ...storage, find } } }).ring();
    assert.deepEqual(await listObjects(sql), before);
    assert.deepEqual([...await sql`select from private.jobs where state <> 'completed'`], []);
  });

  async function fetchObject(path: string): Promise<Uint8Array> {
    return await (await api.deps.fetch(await api.deps.storage.signDownload(path, 60))).bytes();
  }
});

Deno.test("transcriptions of an entry wait until it is imported", async (t) => {
  await using api = await startApi(open);
  const { sql } = api.database;
  const ann = await addPerson(sql);
  await using server = startLinkServer({
    "/talk.mp3": serveFile(mp3),
    "/gone.mp3": () => new Response(null, { status: 410 }),
  });
  const submit = async (path: string) => {
    const { id } = await bring(api, ann, `${server.url}${path}`);
    const response = await api.call(ann, "POST", `/entries/${id}/transcriptions`, {});
    assert.equal(response.status, 202);
    return { entry: id, transcription: (await response.json()).id as string };
  };
  const read = async (id: string) => await (await api.call(ann, "GET", `/transcriptions/${id}`)).json();

  await t.step("and are then begun", async () => {
    const { transcription } = await submit("/talk.mp3");
    const jobs = await sql`select kind from private.jobs where state = 'queued'`;
    assert.deepEqual(jobs.map(({ kind }) => kind), ["import"]);
    const heard = { text: "Heard.", segments: [{ text: "Heard.", start_ms: 0, end_ms: 100 }] };
    await createTestWorker(api, transcriberOf(() => Promise.resolve(heard))).ring();
    assert.deepEqual([(await read(transcription)).status, (await read(transcription)).text], ["completed", "Heard."]);
  });

  await t.step("and fail where it fails", async () => {
    const { entry, transcription } = await submit("/gone.mp3");
    const failed = await importOnce(api, ann, entry);
    const { status, error_code, error_message } = await read(transcription);
    assert.deepEqual([status, error_code, error_message], ["failed", failed.error_code, failed.error_message]);
    assert.equal(error_code, "link_not_accessible");
  });

  const isWaiting = async () => {
    const rows = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return rows.count > 0;
  };
  await t.step("and none is missed that is asked for at the moment when the import ends", async () => {
    const { id } = await bring(api, ann, `${server.url}/talk.mp3`);
    const inserted = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const submitting = api.deps.db.asUser(ann.caller, async (tx) => {
      await tx`insert into public.transcriptions (user_id, entry_id, provider) values (${ann.id}, ${id}, 'openai')`;
      inserted.resolve();
      await release.promise;
    });
    await inserted.promise;
    let hasEnded = false;
    const ending = sql`
      update public.entries set status = 'ready', byte_size = 1, object_etag = '"e"', container = 'mp3', codec = 'mp3',
        duration_ms = 1 where id = ${id}`.then(() => hasEnded = true);
    await until(async () => hasEnded || await isWaiting() || undefined);
    release.resolve();
    await Promise.all([submitting, ending]);
    const [job] = await sql`
      select kind from private.jobs
      where subject_id = (select id from public.transcriptions where entry_id = ${id})`;
    assert.equal(job?.kind, "transcribe");
  });
});
