import assert from "node:assert/strict";
import type { Transaction } from "../../shared/db.ts";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { formWith } from "../support/entries.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry } from "../support/rows.ts";
import { until } from "../support/until.ts";

Deno.test("a function that dies while it works on a POST with an Idempotency-Key", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const { db } = api.deps;
  const form = async () => formWith(await readAudio("cbr.mp3"), "talk.mp3");
  const countOf = async (table: "entries" | "transcriptions", { id }: Person) =>
    (await sql`select from ${sql(table)} where user_id = ${id}`).length;
  const endLocks = () =>
    sql`update private.idempotency_keys set locked_until = now() - interval '1 second' where state = 'held'`;

  /**
   * Sends a request to an API that stops for ever at one of its transactions, before it or after its commit, and waits
   * until it stands there. Returns what lets it go on.
   */
  async function sendAndStop(
    person: Person,
    request: { path: string; body: unknown; key: string },
    stop: { at: number; when: "before" | "after" },
  ) {
    const { promise: goOn, resolve } = Promise.withResolvers<void>();
    let transactions = 0;
    let stopped = false;
    const pause = () => (stopped = true, goOn);
    const asUser: typeof db.asUser = async <T>(
      caller: Parameters<typeof db.asUser>[0],
      work: (tx: Transaction) => T | Promise<T>,
    ) => {
      const isLast = ++transactions === stop.at;
      if (isLast && stop.when === "before") await pause();
      const result = await db.asUser(caller, work);
      if (isLast && stop.when === "after") await pause();
      return result;
    };
    const headers = { "idempotency-key": request.key };
    const response = api.callWith({ db: { ...db, asUser } })(person, "POST", request.path, request.body, headers);
    await until(() => stopped || undefined);
    return { resume: resolve, response };
  }

  await t.step("after its commit, has answered: the next try gets that answer", async () => {
    const ann = await addPerson(sql);
    const entry = await addReadyEntry(sql, ann);
    const requests = [
      { path: "/transcriptions", body: { entry_id: entry } },
      { path: `/entries/${entry}/transcriptions`, body: {} },
      { path: "/entries", body: { kind: "text", text: "Hello" } },
      { path: "/entries", body: { kind: "audio", filename: "talk.mp3", byte_size: 9 } },
    ];
    for (const request of requests) {
      const key = crypto.randomUUID();
      // The count, the claim, and the work itself.
      await sendAndStop(ann, { ...request, key }, { at: 3, when: "after" });
      const counts = [await countOf("entries", ann), await countOf("transcriptions", ann)];
      const response = await api.call(ann, "POST", request.path, request.body, { "idempotency-key": key });
      assert.equal(response.headers.get("idempotency-replayed"), "true");
      assert([201, 202].includes(response.status));
      const { id } = await response.json();
      const [row] = await sql`
        select id from public.entries where id = ${id} union all select id from public.transcriptions where id = ${id}`;
      assert.equal(row?.id, id);
      assert.deepEqual([await countOf("entries", ann), await countOf("transcriptions", ann)], counts);
    }
  });

  await t.step(
    "before its commit, has done nothing: the key is held for a minute, then the next try does it",
    async () => {
      const ann = await addPerson(sql);
      const request = { path: "/transcriptions", body: { entry_id: await addReadyEntry(sql, ann) }, key: "before" };
      await sendAndStop(ann, request, { at: 3, when: "before" });
      const again = () => api.call(ann, "POST", request.path, request.body, { "idempotency-key": request.key });
      assert.equal(await outcomeOfResponse(await again()), "409 idempotency_in_flight");
      const [{ seconds }] = await sql<[{ seconds: number }]>`
      select extract(epoch from locked_until - now())::float as seconds from private.idempotency_keys
      where user_id = ${ann.id}`;
      assert(seconds > 50 && seconds <= 60);
      await endLocks();
      const response = await again();
      assert.deepEqual([response.status, response.headers.get("idempotency-replayed")], [202, null]);
      assert.equal(await countOf("transcriptions", ann), 1);
    },
  );

  await t.step(
    "between the entry and the transcription of a form, leaves an entry that the next try finds",
    async () => {
      const ann = await addPerson(sql);
      // The count, the claim, the limits, the entry, and the transcription.
      await sendAndStop(ann, { path: "/transcriptions", body: await form(), key: "form" }, { at: 5, when: "before" });
      assert.deepEqual([await countOf("entries", ann), await countOf("transcriptions", ann)], [1, 0]);
      await endLocks();
      const response = await api.call(ann, "POST", "/transcriptions", await form(), { "idempotency-key": "form" });
      assert.equal(response.status, 202);
      assert.deepEqual([await countOf("entries", ann), await countOf("transcriptions", ann)], [1, 1]);
    },
  );

  await t.step("after the entry of a form, has that entry answered to the next try", async () => {
    const ann = await addPerson(sql);
    await sendAndStop(ann, { path: "/entries", body: await form(), key: "entry" }, { at: 4, when: "after" });
    await endLocks();
    const response = await api.call(ann, "POST", "/entries", await form(), { "idempotency-key": "entry" });
    assert.equal(response.status, 201);
    const [entry] = await sql`select id from public.entries where user_id = ${ann.id}`;
    assert.deepEqual([(await response.json()).id, await countOf("entries", ann)], [entry?.id, 1]);
  });

  await t.step("or only seemed to, is undone where another try has taken over", async () => {
    const ann = await addPerson(sql);
    const request = { path: "/transcriptions", body: { entry_id: await addReadyEntry(sql, ann) }, key: "late" };
    const late = await sendAndStop(ann, request, { at: 3, when: "before" });
    await endLocks();
    assert.equal((await api.call(ann, "POST", request.path, request.body, { "idempotency-key": "late" })).status, 202);
    late.resume();
    assert.equal(await outcomeOfResponse(await late.response), "409 idempotency_in_flight");
    assert.equal(await countOf("transcriptions", ann), 1);
    const [usage] = await sql`select submissions from public.usage_daily where user_id = ${ann.id}`;
    assert.equal(usage?.submissions, 1);
  });

  await t.step("as two tries of one form, adds one entry and keeps one object", async () => {
    const ann = await addPerson(sql);
    const late = await sendAndStop(ann, { path: "/entries", body: await form(), key: "twice" }, {
      at: 4,
      when: "before",
    });
    await endLocks();
    assert.equal((await api.call(ann, "POST", "/entries", await form(), { "idempotency-key": "twice" })).status, 201);
    late.resume();
    assert.equal(await outcomeOfResponse(await late.response), "409 idempotency_in_flight");
    const objects = await sql`select from storage.objects where name like ${`${ann.id}/%`}`;
    assert.deepEqual([await countOf("entries", ann), objects.length], [1, 1]);
  });
});
