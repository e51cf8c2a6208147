import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { readEventStream } from "../support/event_stream.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription, advance } from "../support/rows.ts";

const quick = { poll: 20, heartbeat: 60_000, life: 60_000 };

Deno.test("the events of a transcription", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const call = api.callWith({ streamTimes: quick });
  const queue = async () => await addTranscription(sql, ann, await addReadyEntry(sql, ann));
  const ask = (id: string, headers: HeadersInit = {}, query = "") =>
    call(ann, "GET", `/transcriptions/${id}/events${query}`, undefined, headers);
  const open = async (id: string, lastEventId?: string) =>
    readEventStream(await ask(id, lastEventId === undefined ? {} : { "last-event-id": lastEventId }));

  await t.step("begin with its present state, and tell each step until it has ended", async () => {
    const id = await queue();
    await using stream = await open(id);
    assert.deepEqual((await stream.first(1)).map(({ type }) => type), ["transcription.queued"]);
    await advance(sql, id, 0);
    await advance(sql, id, 50);
    await stream.first(3);
    await advance(sql, id, "completed");
    const events = await stream.ended();
    assert.deepEqual(events.map(({ type, data: { status, progress } }) => [type, status, progress]), [
      ["transcription.queued", "queued", 0],
      ["transcription.processing", "processing", 0],
      ["transcription.progress", "processing", 50],
      ["transcription.completed", "completed", 100],
    ]);
    const [{ entry_id }] = await sql<
      [{ entry_id: string }]
    >`select entry_id from public.transcriptions where id = ${id}`;
    const same = { id, entry_id, provider: "openai", error_code: null };
    for (const { data: { status: _, progress: __, ...rest } } of events) assert.deepEqual(rest, same);
    assert.deepEqual(stream.retries, [2000]);
  });

  await t.step("are neither stored nor held back by what is in between", async () => {
    const id = await queue();
    await using stream = await open(id);
    assert.equal(stream.response.headers.get("cache-control"), "no-store, no-transform");
    assert.equal(stream.response.headers.get("x-accel-buffering"), "no");
    for (const name of ["connection", "transfer-encoding"]) assert.equal(stream.response.headers.get(name), null);
  });

  await t.step("go to each of two streams", async () => {
    const id = await queue();
    await using one = await open(id);
    await using two = await open(id);
    await Promise.all([one.first(1), two.first(1)]);
    for (const step of [10, 20, 30, "failed"] as const) await advance(sql, id, step);
    const [first, second] = await Promise.all([one.ended(), two.ended()]);
    assert.deepEqual(first, second);
    assert.deepEqual(first.map(({ data }) => data.progress), [0, 10, 20, 30, 30]);
    assert.equal(first.at(-1)?.data.error_code, "provider_rejected");
  });

  await t.step(
    "go on behind the last one that arrived, by header or in the query, without loss or repeat",
    async () => {
      const id = await queue();
      const ids: (string | undefined)[] = [];
      {
        await using stream = await open(id);
        for (const step of [10, 20, 30]) await advance(sql, id, step);
        ids.push(...(await stream.first(4)).map((event) => event.id));
      }
      await advance(sql, id, 40);
      for (const [index, lastEventId] of ids.entries()) {
        await using stream = await open(id, lastEventId);
        await using polyfill = readEventStream(await ask(id, {}, `?last_event_id=${lastEventId}`));
        const missed = [10, 20, 30, 40].slice(index);
        assert.deepEqual((await stream.first(missed.length)).map(({ data }) => data.progress), missed);
        assert.deepEqual(await polyfill.first(missed.length), stream.events.slice(0, missed.length));
      }
      await advance(sql, id, "completed");
      await using stream = readEventStream(await ask(id, { "last-event-id": ids[3]! }, `?last_event_id=${ids[0]}`));
      assert.deepEqual((await stream.ended()).map(({ data }) => data.progress), [40, 100]);
    },
  );

  await t.step("answer 204 to whoever has heard the end, and its state to anybody else", async () => {
    const id = await queue();
    for (const step of [10, "completed"] as const) await advance(sql, id, step);
    await using stream = await open(id);
    const [state, ...more] = await stream.ended();
    assert.deepEqual([state?.type, more], ["transcription.completed", []]);
    assert.equal(await outcomeOfResponse(await ask(id, { "last-event-id": state?.id ?? "" })), "204");
    await sql`delete from public.events where subject_id = ${id}`;
    await using later = await open(id);
    const [again] = await later.ended();
    assert.deepEqual(again?.data, state?.data);
    assert.equal(await outcomeOfResponse(await ask(id, { "last-event-id": again?.id ?? "" })), "204");
  });

  await t.step("begin for a text with its end", async () => {
    const { transcription_id } = await addText(api, ann, "Hello");
    await using stream = await open(transcription_id);
    assert.deepEqual((await stream.ended()).map(({ type }) => type), ["transcription.completed"]);
  });

  await t.step("go on when it is run again", async () => {
    const id = await queue();
    await using first = await open(id);
    await first.first(1);
    await advance(sql, id, "failed");
    const [, failed] = await first.ended();
    await sql`
      update public.transcriptions set status = 'queued', error_code = null, error_message = null, ended_at = null
      where id = ${id}`;
    await using second = await open(id, failed?.id);
    assert.deepEqual((await second.first(1)).map(({ type }) => type), ["transcription.queued"]);
    await advance(sql, id, "completed");
    assert.equal((await second.ended()).length, 2);
  });

  await t.step("end with the transcription when it is deleted", async () => {
    const id = await queue();
    await using stream = await open(id);
    const [{ id: last } = { id: "" }] = await stream.first(1);
    await sql`delete from public.transcriptions where id = ${id}`;
    assert.equal((await stream.ended()).length, 1);
    assert.equal(await outcomeOfResponse(await ask(id, { "last-event-id": last! })), "404 transcription_not_found");
    assert.deepEqual(api.logs.filter((line) => JSON.parse(line).level === "error"), []);
  });

  await t.step("are nobody else's", async () => {
    const id = await queue();
    const outcome = async (id: string) =>
      await outcomeOfResponse(await call(bob, "GET", `/transcriptions/${id}/events`));
    assert.equal(await outcome(id), "404 transcription_not_found");
    assert.equal(await outcome(crypto.randomUUID()), "404 transcription_not_found");
    assert.equal(await outcome("5"), "422 invalid_request");
  });

  await t.step("take no id that is none of theirs", async () => {
    const id = await queue();
    const cursorOf = (value: unknown) => btoa(JSON.stringify(value));
    const places = [["1"], [1, 1], ["-1", 1], ["1", -1], ["1", 1.5], ["99999999999999999999", 1], ["1", 1e300]];
    const foreign = cursorOf(["transcriptions", [new Date().toISOString(), id]]);
    for (const bad of ["x", "5", foreign, ...places.map((place) => cursorOf(["events", place]))]) {
      assert.equal(await outcomeOfResponse(await ask(id, { "last-event-id": bad })), "400 invalid_cursor", bad);
    }
    assert.equal(await outcomeOfResponse(await ask(id, { "last-event-id": "x".repeat(501) })), "422 invalid_request");
    await using fresh = await open(id, "");
    assert.equal((await fresh.first(1)).length, 1);
  });

  await t.step("are a list where JSON is asked for", async () => {
    const id = await queue();
    for (const step of [10, "completed"] as const) await advance(sql, id, step);
    const json = { accept: "application/json" };
    const { data, last_event_id } = await (await ask(id, json)).json();
    const types = data.map(({ type }: { type: string }) => type);
    assert.deepEqual(types, ["transcription.queued", "transcription.processing", "transcription.completed"]);
    assert.equal(last_event_id, data.at(-1).id);
    const rest = await (await ask(id, { ...json, "last-event-id": data[1].id })).json();
    assert.deepEqual(rest, { data: [data[2]], last_event_id });
    const nothing = await (await ask(id, { ...json, "last-event-id": last_event_id })).json();
    assert.deepEqual(nothing, { data: [], last_event_id });
  });
});
