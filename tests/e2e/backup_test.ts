import { createClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import postgres from "postgres";
import { makeBackup } from "../../deploy/backups/make_backup.ts";
import { type Manifest, readManifest, writeManifest } from "../../deploy/backups/manifest.ts";
import type { Project } from "../../deploy/project.ts";
import { restoreBackup } from "../../deploy/backups/restore_backup.ts";
import { type Stack, startStack } from "../../local/stack.ts";
import { type Client, createApiClient, signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { readEventStream } from "../support/event_stream.ts";
import { startStorageProxy } from "../support/storage_proxy.ts";
import { makeLongSpeech, readFixture, splitWords } from "../support/speech.ts";
import { until } from "../support/until.ts";
import { startReceiver, verify } from "../support/webhook_receiver.ts";

/** As an operator keeps it over a restore; the others are each stack's own. */
const WEBHOOK_KEY = crypto.randomUUID() + crypto.randomUUID();
const chosen = { WEBHOOK_KEY, LINKS_ALLOW_PRIVATE: "true", LEASE_SECONDS: "3" };
const mute = () => {};

Deno.test("what was backed up is found in another stack, and goes on there", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-backup-test-" });
  const backup = `${folder}/backup`;
  const start = (name: string) =>
    startStack({ port: 0, dataDir: `${folder}/${name}`, chosen, say: mute, durable: false });
  await using receiver = startReceiver();
  const { file: long, words } = await makeLongSpeech(60);
  const short = await readFixture("two_voices.wav");

  let source: Stack | undefined = await start("source");
  let target: Stack | undefined;
  try {
    const ann = await signUp({ url: source.url, publishableKey: source.keys.publishableKey });
    const bob = await signUp({ url: source.url, publishableKey: source.keys.publishableKey });
    const { data: { user } } = await ann.supabase.auth.getUser();
    await withDatabase(source, (sql) => sql`update public.settings set value = '77' where key = 'submissions_per_day'`);
    const stream = readEventStream(await ann.send("GET", "/events"));
    const own = await fillLibrary(ann, short, receiver.url);
    const { id: place } = await until(() => stream.events.find(({ type }) => type === "document.completed"));
    await stream[Symbol.asyncDispose]();
    const gone = await uploadWithPath(bob, "gone.wav", await readFixture("sentence.wav"));
    // Larger than Storage takes in one part.
    const kept = await uploadWithPath(bob, "kept.wav", (await makeLongSpeech(240)).file);
    const before = await readLibrary(ann, own);
    const waiting = await uploadAudio(ann, "long.wav", long);
    let running = "";

    let manifest: Manifest | undefined;
    await t.step("a backup that broke off is no backup, and goes on where it was", async () => {
      await using proxy = startStorageProxy(source!);
      const project = { ...projectOf(source!), url: proxy.url };
      const late = [own.path, gone.path];
      proxy.before = (path) => late.includes(path) ? new Response("down", { status: 503 }) : undefined;
      await assert.rejects(makeBackup(project, backup, mute), /Storage answered 503/);
      assert.equal(await readManifest(backup), undefined);
      await assert.rejects(restoreBackup(project, backup, mute), /There is no finished backup/);

      // Begun only now, as it would have ended before the attempts to reach Storage were over.
      running = (await ann.call("POST", `/entries/${waiting.id}/transcriptions`, {})).id;
      await until(async () =>
        (await ann.call("GET", `/transcriptions/${running}`)).status === "processing" || undefined
      );
      proxy.asked.length = 0;
      // Bob deletes an entry after the rows were read.
      proxy.before = async (path) => {
        if (path !== gone.path) return;
        await bob.call("DELETE", `/entries/${gone.id}`);
        await untilRemoved(source!, path);
      };
      manifest = await makeBackup(project, backup, mute);
      assert.deepEqual(proxy.asked.sort(), late.sort());
      assert.equal(manifest.objects.length, 3);
      assert.deepEqual([manifest.deleted, manifest.lost], [[gone.path], []]);
    });

    await t.step("one that is brought up to date fetches nothing twice, and leaves nothing behind", async () => {
      const copy = `${folder}/copy`;
      await new Deno.Command("cp", { args: ["-r", backup, copy] }).output();
      await using proxy = startStorageProxy(source!);
      const { deleted, objects } = await makeBackup({ ...projectOf(source!), url: proxy.url }, copy, mute);
      assert.deepEqual([proxy.asked, deleted, objects.length], [[], [], 3]);
      const { code, said } = await runTask("backup", copy, source!);
      assert.equal(code, 0, said);
      assert.match(said, /\d+ rows of \d+ tables\n3 objects, 0 of them fetched now\n/);
      const names = Array.from(Deno.readDirSync(copy), ({ name }) => name.replace(/\d+/, "..."));
      assert.deepEqual(names.sort(), ["manifest.json", "objects", "objects.jsonl", "rows-..."]);
      assert.equal((await Deno.stat(`${copy}/manifest.json`)).mode! & 0o077, 0);
    });
    await t.step("what Storage has lost is named, and the rest is kept", async () => {
      await using proxy = startStorageProxy(source!);
      const gone = { statusCode: "404", error: "not_found", message: "Object not found" };
      proxy.before = (path) => path === own.path ? Response.json(gone, { status: 400 }) : undefined;
      const { lost, objects } = await makeBackup({ ...projectOf(source!), url: proxy.url }, `${folder}/lost`, mute);
      assert.deepEqual([lost, objects.length], [[own.path], 2]);
    });
    await source.stop();
    source = undefined;

    target = await start("target");
    const project = projectOf(target);

    await t.step("a damaged file, or other migrations, are refused before anything is changed", async () => {
      const object = `${backup}/objects/${own.path}`;
      const sound = await Deno.readFile(object);
      await Deno.writeFile(object, sound.with(1000, sound[1000]! ^ 1));
      await assert.rejects(restoreBackup(project, backup, mute), (error: Error) => {
        assert.match(error.message, new RegExp(`not whole:\n.*${own.path} is damaged$`));
        return true;
      });
      await Deno.writeFile(object, sound);

      const { migrations } = manifest!;
      await writeManifest(backup, { ...manifest!, migrations: migrations.slice(0, -1) });
      const more = new RegExp(`has migrations that the backup was made without: ${migrations.at(-1)}\\.`);
      await assert.rejects(restoreBackup(project, backup, mute), more);
      await writeManifest(backup, { ...manifest!, migrations: [...migrations, "20991231000000"] });
      await assert.rejects(restoreBackup(project, backup, mute), /that are not in this folder: 20991231000000\./);
      await writeManifest(backup, manifest!);
      assert.deepEqual(await countUsers(target!), 0);
    });

    await t.step("one that breaks off leaves nothing of anybody, and can be begun again", async () => {
      await using proxy = startStorageProxy(target!);
      proxy.before = () => new Response("down", { status: 503 });
      await assert.rejects(restoreBackup({ ...project, url: proxy.url }, backup, mute), /Storage answered 503/);
      assert.deepEqual(await countUsers(target!), 0);
    });

    await t.step("the command restores it, and refuses to do so again", async () => {
      const first = await runTask("restore", backup, target!);
      assert.equal(first.code, 0, first.said);
      assert.match(first.said, /0 objects uploaded, of 3\n\d+ rows restored\n/);
      const again = await runTask("restore", backup, target!);
      assert.equal(again.code, 1);
      assert.match(again.said, /The project is not empty: it has 2 users and 0 other objects\. Restore into a new one/);
    });

    const later = await signInAgain(target, user!.email!);

    await t.step("its owner signs in as before and finds everything, byte for byte", async () => {
      assert.equal(later.id, ann.id);
      assert.deepEqual(await readLibrary(later, own), before);
      const { data } = await later.supabase.storage.from("audio").createSignedUrl(own.path, 60);
      const audio = new Uint8Array(await (await fetch(data!.signedUrl)).arrayBuffer());
      assert.deepEqual(audio, short);
      const rows = await withDatabase(target!, (sql) =>
        sql`
        select value from public.settings where key = 'submissions_per_day'`);
      assert.equal(rows[0]?.value, 77);
    });

    await t.step("what was under way is done once, and told to who followed it", async () => {
      const done = await untilEnded(later, running, 90);
      assert.deepEqual([done.status, done.error_message], ["completed", null]);
      const heard = splitWords(done.text ?? "").length;
      assert(Math.abs(heard - words.length) <= 5, `${heard} words of ${words.length}`);
      const { data: usage } = await later.supabase.from("usage_daily").select("transcriptions");
      assert.deepEqual(usage?.reduce((sum, { transcriptions }) => sum + transcriptions, 0), 2);
      await using stream = readEventStream(await later.send("GET", `/events?last_event_id=${place}`));
      const told = await until(() => {
        const types = stream.events.flatMap(({ type, data }) => data.id === running ? [type] : []);
        return types.includes("transcription.completed") ? types : undefined;
      });
      assert.equal(told.filter((type) => type === "transcription.completed").length, 1);
      assert.equal(told[0], "transcription.queued");
      const message = await until(() => receiver.received.find(({ body }) => body.includes(running)));
      assert.deepEqual((verify(message, own.secret).data as { id: string }).id, running);
    });

    await t.step("what was deleted meanwhile is gone, and the rest is its owner's alone", async () => {
      const rows = await withDatabase(target!, (sql) =>
        sql`
        select id from public.entries where user_id = ${bob.id} order by created_at`);
      assert.deepEqual(rows.map(({ id }) => id), [kept.id]);
      assert.equal((await later.send("GET", `/entries/${kept.id}`)).status, 404);
    });

    await t.step("new numbers come after all that were ever given out", async () => {
      const last = manifest!.tables.find(({ name }) => name === "events")?.identity?.last;
      const [row] = await withDatabase(target!, (sql) =>
        sql`
        select min(id) as first from public.events where id > ${last!}`);
      assert.ok(Number(row?.first) > Number(last) + 1_000_000, `${row?.first} after ${last}`);
    });
  } finally {
    await source?.stop();
    await target?.stop();
    await Deno.remove(folder, { recursive: true });
  }
});

type Library = { entry: string; path: string; transcription: string; session: string; secret: string };

/** What somebody has who uses everything: a transcript that was corrected, a document, a conversation, a webhook. */
async function fillLibrary(client: Client, audio: Uint8Array<ArrayBuffer>, receiverUrl: string): Promise<Library> {
  const entry = await uploadWithPath(client, "two_voices.wav", audio);
  const { id } = await client.call("POST", `/entries/${entry.id}/transcriptions`, { documents: ["summary"] });
  await untilEnded(client, id);
  await client.call("PATCH", `/transcriptions/${id}/segments/0`, { text: "Good morning, \\ and\ta tab.\nA line." });
  await until(async () => {
    const { data } = await client.call("GET", `/transcriptions/${id}/documents`);
    return data[0]?.status === "completed" || undefined;
  }, 30_000);
  const session = await client.call("POST", "/chat/sessions", { transcription_ids: [id] });
  await client.call("POST", `/chat/sessions/${session.id}/messages`, { content: "Who pays for the building?" });
  const { secret } = await client.call("POST", "/webhooks", { url: receiverUrl, events: ["transcription.completed"] });
  return { entry: entry.id, path: entry.path, transcription: id, session: session.id, secret };
}

async function uploadWithPath(client: Client, name: string, audio: Uint8Array<ArrayBuffer>) {
  const { id } = await uploadAudio(client, name, audio);
  const { data } = await client.supabase.from("entries").select("object_path").eq("id", id).single();
  return { id: id as string, path: data!.object_path! };
}

/** All that the API gives of it. */
async function readLibrary(client: Client, { entry, transcription, session }: Library) {
  const paths = [
    `/entries/${entry}`,
    `/transcriptions/${transcription}`,
    `/transcriptions/${transcription}/segments`,
    `/transcriptions/${transcription}/words?limit=1000`,
    `/transcriptions/${transcription}/history`,
    `/transcriptions/${transcription}/documents`,
    `/chat/sessions/${session}`,
    `/chat/sessions/${session}/messages`,
    "/webhooks",
    `/search?q=morning&entry_id=${entry}`,
  ];
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await client.call("GET", path)])));
}

async function untilRemoved(stack: Stack, path: string) {
  await until(async () => {
    const rows = await withDatabase(stack, (sql) => sql`select from storage.objects where name = ${path}`);
    return rows.length === 0 || undefined;
  });
}

async function countUsers(stack: Stack): Promise<number> {
  const [row] = await withDatabase(stack, (sql) => sql`select count(*)::int as count from auth.users`);
  return row!.count;
}

async function signInAgain(stack: Stack, email: string): Promise<Client> {
  const address = { url: stack.url, publishableKey: stack.keys.publishableKey };
  const supabase = createClient(address.url, address.publishableKey, { auth: { persistSession: false } });
  const { data: { session }, error } = await supabase.auth.signInWithPassword({ email, password: "a long password" });
  assert.equal(error, null);
  return createApiClient(address, supabase, session!.user.id, session!.access_token);
}

async function runTask(task: string, folder: string, stack: Stack): Promise<{ code: number; said: string }> {
  const { url, secretKey, databaseUrl } = projectOf(stack);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", task, folder],
    env: { SUPABASE_URL: url, SUPABASE_SECRET_KEY: secretKey, DATABASE_URL: databaseUrl, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { code, said: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("") };
}

function projectOf({ url, keys, databaseUrl }: Stack): Project {
  return { url, secretKey: keys.secretKey, databaseUrl, databaseCa: undefined };
}

async function withDatabase<T>(stack: Stack, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(stack.adminDatabaseUrl, { max: 1, onnotice: () => {} });
  return await work(sql).finally(() => sql.end());
}
