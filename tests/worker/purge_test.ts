import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addFixture, addText, announce, listObjects } from "../support/entries.ts";
import { bring, serveFile, startLinkServer } from "../support/links.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { readAudio } from "../support/audio.ts";
import { createListener, expire, jobsOf, leaveFor, tick } from "../support/retention.ts";

const mp3 = await readAudio("cbr.mp3");

Deno.test("what is not to be kept any longer goes", async (t) => {
  await using server = startLinkServer({ "/talk.mp3": serveFile(mp3) });
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true" });
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const outcome = async (path: string, method = "GET", body?: unknown) =>
    await outcomeOfResponse(await api.call(ann, method, path, body));
  const submit = async (id: string) => {
    const response = await api.call(ann, "POST", `/entries/${id}/transcriptions`, {});
    assert.equal(response.status, 202);
    return (await response.json()).id as string;
  };

  await t.step("an entry with its object and its transcripts, and no other", async () => {
    const [kept, later, expired] = [await addFixture(api, ann), await addFixture(api, ann), await addFixture(api, ann)];
    const transcription = await submit(expired.id);
    await createListener(api).ring();
    await expire(sql, expired.id);
    await sql`update public.entries set expires_at = now() + interval '1 minute' where id = ${later.id}`;
    await tick(api);
    assert.equal(await outcome(`/entries/${expired.id}`), "404 entry_not_found");
    assert.equal(await outcome(`/transcriptions/${transcription}`), "404 transcription_not_found");
    assert.deepEqual([await outcome(`/entries/${kept.id}`), await outcome(`/entries/${later.id}`)], ["200", "200"]);
    assert.deepEqual(await listObjects(sql), [kept.object_path, later.object_path].sort());
    assert.deepEqual([...await sql`select from private.objects_to_remove`], []);
  });

  await t.step("a text, which has no object", async () => {
    const text = await addText(api, ann, "Hello", { expires_in: 60 });
    await expire(sql, text.id);
    await tick(api);
    assert.equal(await outcome(`/entries/${text.id}`), "404 entry_not_found");
    assert.deepEqual(await jobsOf(sql, text.id), []);
  });

  await t.step("not while it is queued, processed or imported, but then", async () => {
    const { id } = await bring(api, ann, `${server.url}/talk.mp3`);
    await submit(id);
    await expire(sql, id);
    const purges: string[][] = [];
    const look = async () => {
      await sql`select private.tick()`;
      purges.push(await jobsOf(sql, id));
    };
    await look();
    // Whoever asks for it all the same finds that it has to stay.
    await sql`select private.enqueue_jobs('purge', array[${id}::uuid])`;
    await createListener(api, look).ring();
    assert.deepEqual(purges, [["import queued"], []]);
    const [{ status }] = await sql<[{ status: string }]>`
      select status from public.transcriptions where entry_id = ${id}`;
    assert.equal(status, "completed");
    await tick(api);
    assert.equal(await outcome(`/entries/${id}`), "404 entry_not_found");
  });

  await t.step("one that was given more time in the last moment stays", async () => {
    const { id } = await addFixture(api, ann);
    await expire(sql, id);
    await sql`select private.tick()`;
    assert.deepEqual(await jobsOf(sql, id), ["purge queued"]);
    assert.equal(await outcome(`/entries/${id}`, "PATCH", { expires_in: "1h" }), "200");
    await createListener(api).ring();
    assert.equal(await outcome(`/entries/${id}`), "200");
  });

  await t.step("an upload that never came, after a day", async () => {
    const [fresh, stale] = await Promise.all(
      ["fresh.mp3", "stale.mp3"].map((filename) => announce(api, ann, { filename, byte_size: 9 })),
    );
    await leaveFor(sql, fresh!.id, "23 hours");
    await leaveFor(sql, stale!.id, "25 hours");
    await tick(api);
    assert.deepEqual([await outcome(`/entries/${fresh!.id}`), await outcome(`/entries/${stale!.id}`)], [
      "200",
      "404 entry_not_found",
    ]);
  });

  await t.step("a link that could not be imported, after a week, unless it is tried again", async () => {
    const entries = [];
    for (const days of [6, 8, 8]) {
      const { id } = await bring(api, ann, `${server.url}/missing.mp3`);
      await createListener(api).ring();
      await leaveFor(sql, id, `${days} days`);
      entries.push(id);
    }
    const [fresh, stale, retried] = entries as [string, string, string];
    await sql`select private.tick()`;
    assert.equal(await outcome(`/entries/${retried}/retry`, "POST"), "200");
    await createListener(api).ring();
    const outcomes = await Promise.all([fresh, stale, retried].map((id) => outcome(`/entries/${id}`)));
    assert.deepEqual(outcomes, ["200", "404 entry_not_found", "200"]);
  });

  await t.step("a hundred at a time", async () => {
    await sql`
      insert into public.entries (user_id, kind, source, status, expires_at)
      select ${ann.id}, 'text', 'typed', 'ready', now() from generate_series(1, 250)`;
    const waiting = async () => {
      await sql`select private.tick()`;
      return (await sql`select from private.jobs where kind = 'purge' and state = 'queued'`).count;
    };
    assert.deepEqual([await waiting(), await waiting()], [100, 100]);
    for (let round = 0; round < 3; round++) await tick(api);
    assert.deepEqual([...await sql`select from public.entries where expires_at <= now()`], []);
  });
});
