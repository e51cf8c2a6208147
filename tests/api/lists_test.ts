import assert from "node:assert/strict";
import { type Call, startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";
import { addTranscript } from "../support/transcripts.ts";

type Page = { data: { id: string; position: number }[]; next_cursor: string | null; next: string | null };

Deno.test("lists", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const list = async (path: string): Promise<Page> => await (await api.call(ann, "GET", path)).json();

  await t.step("are empty pages for somebody new", async () => {
    for (const path of ["/entries", "/transcriptions"]) {
      assert.deepEqual(await list(path), { data: [], next_cursor: null, next: null });
    }
  });

  const newestFirst = await addEntries(sql, ann, 25);

  await t.step("give every entry once, newest first, though many share one moment", async () => {
    for (const limit of [1, 7, 24, 25, 26, 100]) {
      assert.deepEqual(await readAll(api.call, ann, `/entries?limit=${limit}`), newestFirst, `limit ${limit}`);
    }
  });

  await t.step("hold twenty where nothing else is asked for, and end where nothing follows", async () => {
    const page = await list("/entries");
    assert.equal(page.data.length, 20);
    const last = await list(`/entries?cursor=${page.next_cursor}`);
    assert.deepEqual([last.data.length, last.next_cursor, last.next], [5, null, null]);
  });

  await t.step("lead on with an address that a caller can use, filters and limit kept", async () => {
    const page = await list("/entries?limit=2&status=ready&tag=even");
    const next = new URL(page.next ?? "");
    assert.equal(next.origin + next.pathname, `${api.deps.config.publicUrl}/functions/v1/api/entries`);
    assert.deepEqual(Object.fromEntries(next.searchParams), {
      limit: "2",
      status: "ready",
      tag: "even",
      cursor: page.next_cursor,
    });
  });

  await t.step("neither repeat nor lose an entry when others come and go between pages", async () => {
    const first = await list("/entries?limit=10");
    await addText(api, ann, "Came in between");
    await sql`delete from public.entries where id = ${first.data[9]!.id}`;
    const second = await list(`/entries?limit=10&cursor=${first.next_cursor}`);
    assert.deepEqual([...first.data, ...second.data].map(({ id }) => id), newestFirst.slice(0, 20));
  });

  await t.step("take limits from 1 to 100, and cursors as they were given", async () => {
    const outcome = async (path: string) => await outcomeOfResponse(await api.call(ann, "GET", path));
    for (const limit of ["0", "101", "-1", "1.5", "ten", "", "1e9"]) {
      assert.equal(await outcome(`/entries?limit=${limit}`), "422 invalid_request", limit);
    }
    const { next_cursor } = await list("/entries?limit=1");
    const bad = [
      ...["x", "!", "null", next_cursor!.slice(1), btoa("[]"), btoa("{"), btoa('["2026-01-01T00:00:00Z","x"]')],
      ...[btoa(`["0000-01-01T00:00:00Z","${ann.id}"]`), btoa("[5]"), btoa(`["now","${ann.id}"]`)],
    ];
    for (const cursor of bad) {
      for (const path of ["/entries", "/transcriptions"]) {
        assert.equal(await outcome(`${path}?cursor=${encodeURIComponent(cursor)}`), "400 invalid_cursor", cursor);
      }
    }
    assert.equal(await outcome(`/entries?cursor=${"x".repeat(501)}`), "422 invalid_request");
    const { id } = await addTranscript(sql, ann, { segments: [] });
    for (const cursor of [next_cursor!, btoa("[1.5]"), btoa("[99999999999]"), btoa('["1"]')]) {
      assert.equal(await outcome(`/transcriptions/${id}/segments?cursor=${cursor}`), "400 invalid_cursor", cursor);
    }
    assert.equal(await outcome(`/transcriptions/${id}/segments?limit=1001`), "422 invalid_request");
  });
});

Deno.test("filters of lists", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const other = await addPerson(sql);
  const ids = async (path: string) => (await readAll(api.call, ann, path)).sort();
  const note = await addText(api, ann, "Hello", { title: "100% Übung_1", tags: ["work", "a b"] });
  const plain = await addText(api, ann, "Hello", { title: "Plain" });
  const audio = await addReadyEntry(sql, ann);
  await sql`update public.entries set file_name = 'Interview.MP3' where id = ${audio}`;
  await addText(api, other, "Hello", { title: "Plain", tags: ["work"] });

  await t.step("of entries pick by kind, status, tag and a part of the title or the file's name", async () => {
    assert.deepEqual(await ids("/entries?kind=audio"), [audio]);
    assert.deepEqual(await ids("/entries?kind=text"), [note.id, plain.id].sort());
    assert.deepEqual(await ids("/entries?status=awaiting_upload"), []);
    assert.deepEqual(await ids("/entries?tag=work"), [note.id]);
    assert.deepEqual(await ids("/entries?tag=a+b&kind=text&q=bung"), [note.id]);
    assert.deepEqual(await ids("/entries?tag=wor"), []);
    assert.deepEqual(await ids("/entries?q=interview"), [audio]);
    assert.deepEqual(await ids(`/entries?q=${encodeURIComponent("ÜBUNG")}`), [note.id]);
  });

  await t.step("take what looks like a pattern or like SQL for plain text", async () => {
    assert.deepEqual(await ids("/entries?q=%25"), [note.id]);
    assert.deepEqual(await ids("/entries?q=_"), [note.id]);
    assert.deepEqual(await ids(`/entries?q=${encodeURIComponent("' or true --")}`), []);
    assert.deepEqual(await ids(`/entries?tag=${encodeURIComponent('{"work"}')}`), []);
  });

  await t.step("of transcriptions pick by status and by entry", async () => {
    const queued = await addTranscription(sql, ann, audio);
    assert.deepEqual(await ids("/transcriptions?status=queued"), [queued]);
    assert.deepEqual(await ids(`/transcriptions?entry_id=${note.id}`), [note.transcription_id]);
    assert.deepEqual(await ids(`/transcriptions?entry_id=${note.id}&status=queued`), []);
    const all = await readAll(api.call, ann, "/transcriptions?limit=1");
    assert.deepEqual(all, [queued, plain.transcription_id, note.transcription_id]);
  });

  await t.step("that make no sense are refused", async () => {
    const wrong = ["/entries?kind=video", "/entries?status=done", "/entries?tag=", "/entries?q=", "/entries?q=%00"];
    wrong.push("/transcriptions?status=ready", "/transcriptions?entry_id=5", `/entries?q=${"x".repeat(201)}`);
    for (const path of wrong) {
      assert.equal(await outcomeOfResponse(await api.call(ann, "GET", path)), "422 invalid_request", path);
    }
  });
});

Deno.test("the segments of a long transcript come in pages, in order", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const segments = Array.from({ length: 2345 }, (_, index) => ({ text: `Segment ${index}` }));
  const { id } = await addTranscript(api.database.sql, ann, { segments });
  const positions: number[] = [];
  let path: string | null = `/transcriptions/${id}/segments?limit=1000`;
  const sizes: number[] = [];
  while (path) {
    const page: Page = await (await api.call(ann, "GET", path)).json();
    sizes.push(page.data.length);
    positions.push(...page.data.map(({ position }) => position));
    path = page.next && page.next.split("/functions/v1/api")[1]!;
  }
  assert.deepEqual([sizes, positions], [[1000, 1000, 345], segments.map((_, index) => index)]);
});

/** Follows `next` from the first page to the last. */
async function readAll(call: Call, person: Person, path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | null = path; next;) {
    const page: Page = await (await call(person, "GET", next)).json();
    ids.push(...page.data.map(({ id }) => id));
    next = page.next && page.next.split("/functions/v1/api")[1]!;
  }
  return ids;
}

/** Text entries that were all added at one of two moments. Returns their ids in the order of a list. */
async function addEntries(sql: Parameters<typeof addReadyEntry>[0], { id }: Person, count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with added as (
      insert into public.entries (user_id, kind, source, status, tags, created_at)
      select ${id}, 'text', 'typed', 'ready', case n % 2 when 0 then '{even}' else '{}' end::text[],
        '2026-01-01T00:00:00.123Z'::timestamptz + make_interval(secs => n / 20)
      from generate_series(1, ${count}::int) n
      returning id, created_at
    )
    select id from added order by created_at desc, id desc`;
  return rows.map((row) => row.id);
}
