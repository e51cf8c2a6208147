import assert from "node:assert/strict";
import { createApi } from "../../functions/api/app.ts";
import type { Database } from "../../shared/db.ts";
import { startApi } from "../support/api.ts";
import { readEventStream, type SentEvent } from "../support/event_stream.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription, advance } from "../support/rows.ts";
import { until } from "../support/until.ts";

const quick = { poll: 20, heartbeat: 60_000, life: 60_000 };
const briefly = ({ type, data: { id, progress } }: SentEvent) => [type?.split(".")[1], id, progress];

Deno.test("all events of one's own", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const call = api.callWith({ streamTimes: quick });
  const queue = async (person = ann) => await addTranscription(sql, person, await addReadyEntry(sql, person));
  const ask = (headers: HeadersInit = {}, person = ann) => call(person, "GET", "/events", undefined, headers);
  const open = async (lastEventId?: string) =>
    readEventStream(await ask(lastEventId === undefined ? {} : { "last-event-id": lastEventId }));
  const list = async (lastEventId?: string) =>
    await (await ask({ accept: "application/json", ...(lastEventId && { "last-event-id": lastEventId }) })).json();

  /** Waits until the events of a row are told, and gives the id of the last one. Some other transaction may delay them. */
  const untilTold = (id: string) =>
    until(async () => {
      const { data, last_event_id } = await list();
      return data.some(({ data }: SentEvent) => data.id === id) ? last_event_id as string : undefined;
    });

  await t.step("come from now on, whatever they are about, and nobody else's among them", async () => {
    await untilTold(await queue());
    await using stream = await open();
    const [one, two, others] = [await queue(), await queue(), await queue(bob)];
    await advance(sql, others, 10);
    await advance(sql, two, 20);
    await advance(sql, one, "failed");
    assert.deepEqual((await stream.first(4)).map(briefly), [
      ["queued", one, 0],
      ["queued", two, 0],
      ["processing", two, 20],
      ["failed", one, 0],
    ]);
  });

  await t.step("go on from where a stream broke off, without loss or repeat, even before its first event", async () => {
    let greeting = "";
    {
      await using stream = await open();
      greeting = await until(() => /^id: (.+)\nretry: 2000\n\n/.exec(stream.text())?.[1]);
    }
    const id = await queue();
    for (const step of [10, 20, 30]) await advance(sql, id, step);
    await using stream = await open(greeting);
    const events = await stream.first(4);
    assert.deepEqual(events.map(({ data }) => data.progress), [0, 10, 20, 30]);
    await using later = await open(events[1]?.id);
    assert.deepEqual(await later.first(2), events.slice(2));
    await advance(sql, id, 40);
    assert.deepEqual((await later.first(3)).map(({ data }) => data.progress), [20, 30, 40]);
  });

  await t.step("of two transactions are both told, though the first to begin is the last to commit", async () => {
    const [early, late] = [await queue(), await queue()];
    const last_event_id = await untilTold(late);
    await using stream = await open(last_event_id);
    await using ofLate = readEventStream(await call(ann, "GET", `/transcriptions/${late}/events`));
    await ofLate.first(1);
    await sql.begin(async (tx) => {
      await advance(tx, early, 10);
      await advance(sql, late, 20);
      // Its own stream need not wait, and shows that it is committed.
      assert.deepEqual((await ofLate.first(2)).map(briefly)[1], ["processing", late, 20]);
      assert.deepEqual((await list(last_event_id)).data, []);
    });
    assert.deepEqual((await stream.first(2)).map(briefly), [["processing", early, 10], ["processing", late, 20]]);
    assert.equal((await list(last_event_id)).data.length, 2);
  });

  await t.step("come in order when there are many at once", async () => {
    const id = await queue();
    await using stream = await open();
    await sql`update public.transcriptions set status = 'processing', started_at = now() where id = ${id}`;
    await sql.unsafe(`do $$ begin for n in 1..199 loop
      update public.transcriptions set progress = n % 100 where id = '${id}';
    end loop; end $$`);
    const told = (await stream.first(200)).map(({ data }) => data.progress);
    assert.deepEqual(told, [0, ...Array.from({ length: 199 }, (_, index) => (index + 1) % 100)]);
    assert.equal(stream.events.length, 200);
  });

  await t.step("are a list where JSON is asked for, a hundred at a time from the oldest", async () => {
    const seen: SentEvent[] = [];
    let page = await list();
    assert.equal(page.data.length, 100);
    for (; page.data.length > 0; page = await list(page.last_event_id)) seen.push(...page.data);
    const rows = await sql`select data from public.events where user_id = ${ann.id} order by written_by, id`;
    assert.deepEqual(seen.map(({ data }) => data), rows.map(({ data }) => data));
  });
});

Deno.test("a stream of events", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const queue = async (person = ann) => await addTranscription(sql, person, await addReadyEntry(sql, person));

  await t.step("shows that it lives while nothing happens", async () => {
    const call = api.callWith({ streamTimes: { ...quick, heartbeat: 50 } });
    await using stream = readEventStream(await call(ann, "GET", "/events"));
    await until(() => stream.comments.length >= 3 ? true : undefined);
    assert.deepEqual(stream.events, []);
  });

  await t.step("ends with its time, and the next one goes on", async () => {
    const id = await queue();
    const call = api.callWith({ streamTimes: { ...quick, life: 100 } });
    await using first = readEventStream(await call(ann, "GET", `/transcriptions/${id}/events`));
    const [state] = await first.ended();
    await advance(sql, id, 10);
    const headers = { "last-event-id": state?.id ?? "" };
    await using second = readEventStream(await call(ann, "GET", `/transcriptions/${id}/events`, undefined, headers));
    assert.deepEqual((await second.ended()).map(({ data }) => data.progress), [10]);
  });

  await t.step("asks the database nothing more once its client is gone", async () => {
    const { db, countOf } = countLooks(api.deps.db);
    const app = createApi({ ...api.deps, db, streamTimes: quick });
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
    const url = `http://127.0.0.1:${server.addr.port}/api/events`;
    const follow = (person: typeof ann, signal?: AbortSignal) =>
      fetch(url, { headers: { authorization: `Bearer ${person.token}` }, ...(signal && { signal }) });
    const leaving = new AbortController();
    const response = await follow(ann, leaving.signal);
    await using _ = readEventStream(await follow(bob));
    const looksOfBob = async (howMany: number) => {
      const before = countOf(bob.id);
      await until(() => countOf(bob.id) >= before + howMany ? true : undefined);
    };
    await looksOfBob(3);
    assert(countOf(ann.id) >= 3);
    leaving.abort();
    await response.body?.cancel().catch(() => {});
    const stopped = await until(async () => {
      const before = countOf(ann.id);
      await looksOfBob(5);
      return countOf(ann.id) === before ? before : undefined;
    });
    await looksOfBob(20);
    assert.equal(countOf(ann.id), stopped);
  });

  await t.step("asks for nothing while its client does not read", async () => {
    const { db, countOf } = countLooks(api.deps.db);
    const call = api.callWith({ db, streamTimes: quick });
    const idle = await call(ann, "GET", "/events");
    const id = await queue();
    await using reader = readEventStream(await call(bob, "GET", "/events"));
    const ofBob = await queue(bob);
    for (let step = 1; step <= 30; step++) {
      await advance(sql, id, step);
      await advance(sql, ofBob, step);
      await reader.first(step + 1);
    }
    assert(countOf(bob.id) >= 30);
    assert(countOf(ann.id) <= 3, `${countOf(ann.id)} looks`);
    await using late = readEventStream(idle);
    assert.deepEqual((await late.first(31)).map(({ data }) => data.progress), Array.from({ length: 31 }, (_, n) => n));
  });

  await t.step(
    "ends where the database is lost, tells its client nothing of that, and goes on afterwards",
    async () => {
      let isLost = false;
      const db: Database = {
        ...api.deps.db,
        asUser: (caller, work) =>
          isLost ? Promise.reject(new Error("connect to postgres://secret@host")) : api.deps.db.asUser(caller, work),
      };
      const call = api.callWith({ db, streamTimes: quick });
      const id = await queue();
      await using stream = readEventStream(await call(ann, "GET", `/transcriptions/${id}/events`));
      const [state] = await stream.first(1);
      isLost = true;
      assert.equal((await stream.ended()).length, 1);
      assert(!stream.text().includes("postgres"));
      assert(api.logs.some((line) => line.includes("events not read")));
      isLost = false;
      await advance(sql, id, "completed");
      const headers = { "last-event-id": state?.id ?? "" };
      await using next = readEventStream(await call(ann, "GET", `/transcriptions/${id}/events`, undefined, headers));
      assert.deepEqual((await next.ended()).map(briefly), [["completed", id, 100]]);
    },
  );

  await t.step("is refused as a problem before it begins", async () => {
    const refused = async (headers: HeadersInit) =>
      await outcomeOfResponse(await api.call(ann, "GET", "/events", undefined, headers));
    assert.equal(await refused({ "last-event-id": "5" }), "400 invalid_cursor");
    assert.equal(await refused({ authorization: "" }), "401 token_missing");
    assert.equal(await outcomeOfResponse(await api.call(ann, "GET", "/events?last_event_id=5")), "400 invalid_cursor");
  });
});

/** Counts what is asked of a database on behalf of each user. */
function countLooks(real: Database): { db: Database; countOf(userId: string): number } {
  const counts = new Map<string, number>();
  const asUser: Database["asUser"] = (caller, work) => {
    counts.set(caller.userId, (counts.get(caller.userId) ?? 0) + 1);
    return real.asUser(caller, work);
  };
  return { db: { ...real, asUser }, countOf: (userId) => counts.get(userId) ?? 0 };
}
