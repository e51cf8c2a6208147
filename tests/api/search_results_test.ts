import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { readProblem } from "../support/problems.ts";
import { readSearch } from "../support/search.ts";
import { addTranscript } from "../support/transcripts.ts";

Deno.test("search results", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const talk = await addTranscript(sql, ann, {
    title: "Quarterly review",
    speakers: { A: "Ann Lee" },
    segments: [
      { text: "Welcome, everybody.", start_ms: 0, end_ms: 900, speaker: "A" },
      { text: "The walrus sleeps.", start_ms: 1000, end_ms: 2000, speaker: "A" },
      { text: "A walrus swims.", start_ms: 2000, end_ms: 3000, speaker: "B" },
    ],
  });
  const german = await addTranscript(sql, ann, {
    ...{ title: "Tiere", language: "de" },
    segments: [{ text: "Walrus und Robbe", speaker: "Ann Lee" }],
  });
  await sql`update public.entries set tags = '{zoo,"old and new"}' where id = ${german.entryId}`;
  await sql`update public.transcriptions set created_at = '2026-03-01T00:00:00Z' where id = ${german.id}`;
  const find = async (query: Record<string, string>, person = ann) => (await readSearch(api, person, query)).data;
  const placesOf = async (query: Record<string, string>) =>
    (await find(query)).map((one) => one.kind === "segment" ? `${one.title} ${one.segment}` : one.title).sort();

  await t.step("say where and when it is said, by whom, and of what", async () => {
    const { data: [first, ...others], total, next_cursor } = await readSearch(api, ann, { q: "walrus sleeps" });
    assert.deepEqual([others, total, next_cursor], [[], 1, null]);
    assert(first?.rank);
    assert.deepEqual(first, {
      ...{ kind: "segment", entry_id: talk.entryId, transcription_id: talk.id, title: "Quarterly review", tags: [] },
      ...{ segment: 1, start_ms: 1000, end_ms: 2000, speaker: "A", speaker_name: "Ann Lee", language: "en" },
      ...{ rank: first.rank, created_at: first.created_at },
      snippet: "The <mark>walrus</mark> <mark>sleeps</mark>.",
    });
  });

  await t.step("hold entries by title, tag and file name, before what is only said", async () => {
    await sql`update public.entries set file_name = 'team_meeting-2026.final.mp3' where id = ${talk.entryId}`;
    for (const q of ["quarterly", "review quart", "meeting", "final.mp3", "2026", "team_meeting-2026.final.mp3"]) {
      const [first] = await find({ q });
      assert.deepEqual([first?.kind, first?.entry_id], ["entry", talk.entryId], q);
    }
    assert.equal(
      (await find({ q: "team" }))[0]?.snippet,
      "Quarterly review · <mark>team</mark>_meeting-2026.final.mp3",
    );
    assert.equal((await find({ q: "new zoo" }))[0]?.snippet, "Tiere · <mark>zoo</mark>, old and <mark>new</mark>");
    const { id } = await addText(api, ann, "Nothing about it.", { title: "Walrus" });
    const [first, second] = await find({ q: "walrus" });
    assert.deepEqual([first?.kind, first?.entry_id, second?.kind], ["entry", id, "segment"]);
    assert.equal((await api.call(ann, "DELETE", `/entries/${id}`)).status, 204);
  });

  await t.step("are narrowed down by language, speaker, tag, entry, transcription and time", async () => {
    const all = ["Quarterly review 1", "Quarterly review 2", "Tiere 0"];
    const q = "walrus";
    assert.deepEqual(await placesOf({ q }), all);
    const [english, other] = [all.slice(0, 2), all.slice(2)];
    assert.deepEqual(await placesOf({ q, language: "en_GB" }), english);
    assert.deepEqual(await placesOf({ q, language: "de" }), other);
    assert.deepEqual(await placesOf({ q, speaker: "b" }), ["Quarterly review 2"]);
    assert.deepEqual(await placesOf({ q, speaker: "ann lee" }), ["Quarterly review 1", "Tiere 0"]);
    assert.deepEqual(await placesOf({ q, tag: "zoo" }), other);
    assert.deepEqual(await placesOf({ q, entry_id: talk.entryId }), english);
    assert.deepEqual(await placesOf({ q, transcription_id: german.id }), other);
    assert.deepEqual(await placesOf({ q, created_before: "2026-03-01T00:00:00Z" }), []);
    assert.deepEqual(await placesOf({ q, created_before: "2026-03-01T00:00:01Z" }), other);
    assert.deepEqual(await placesOf({ q: "tiere", tag: "zoo" }), ["Tiere"]);
    assert.deepEqual(await placesOf({ q: "tiere", tag: "moo" }), []);
    assert.deepEqual(await placesOf({ q: "tiere", entry_id: talk.entryId }), []);
    assert.deepEqual(await placesOf({ q: "tiere", speaker: "A" }), []);
    const refused = await api.call(ann, "GET", "/search?q=a&entry_id=7");
    assert.equal((await readProblem(refused)).code, "invalid_request");
  });

  await t.step("follow every edit at once", async () => {
    const path = `/transcriptions/${talk.id}/segments/0`;
    assert.equal((await api.call(ann, "PATCH", path, { text: "Welcome, zebras." })).status, 200);
    assert.deepEqual(await placesOf({ q: "zebra" }), ["Quarterly review 0"]);
    assert.deepEqual(await placesOf({ q: "everybody" }), []);
    assert.equal((await api.call(ann, "POST", `/transcriptions/${talk.id}/revert`, { revision: 1 })).status, 200);
    assert.deepEqual(await placesOf({ q: "zebra" }), []);
    assert.equal(
      (await api.call(ann, "PATCH", `/entries/${talk.entryId}`, { title: "Gnus", tags: ["herd"] })).status,
      200,
    );
    assert.deepEqual(await placesOf({ q: "gnu" }), ["Gnus"]);
    assert.deepEqual(await placesOf({ q: "herd" }), ["Gnus"]);
    assert.deepEqual(await placesOf({ q: "quarterly" }), []);
  });

  await t.step("hold typed texts too", async () => {
    const { id, transcription_id } = await addText(api, ann, "One.\n\nTwo giraffes.", { language: "en" });
    const [first, ...others] = await find({ q: "giraffe" });
    assert(first?.kind === "segment");
    assert.deepEqual([first.entry_id, first.transcription_id, first.segment], [id, transcription_id, 1]);
    assert.deepEqual([first.start_ms, first.end_ms, first.speaker, others], [null, null, null, []]);
  });

  await t.step("are never anybody else's", async () => {
    const bob = await addPerson(sql);
    const queries = [{ q: "walrus" }, { q: "tiere" }, { q: "a or b or walrus" }, { q: "x -walrus" }, { q: "-walrus" }];
    for (const query of queries) {
      for (const filter of [{}, { entry_id: talk.entryId }, { transcription_id: talk.id }]) {
        const { data, total } = await readSearch(api, bob, { ...query, ...filter });
        assert.deepEqual([data, total], [[], 0]);
      }
    }
    await addTranscript(sql, bob, { title: "Tiere", segments: [{ text: "His walrus" }] });
    assert.deepEqual((await find({ q: "walrus" }, bob)).map(({ snippet }) => snippet), ["His <mark>walrus</mark>"]);
    assert.equal((await find({ q: "walrus" })).length, 3);
  });

  await t.step("are gone with what they were found in", async () => {
    assert.equal((await api.call(ann, "DELETE", `/transcriptions/${german.id}`)).status, 204);
    assert.deepEqual(await placesOf({ q: "robbe" }), []);
    assert.deepEqual(await placesOf({ q: "tiere" }), ["Tiere"]);
  });
});

Deno.test("pages of search results", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const add = (times: number) =>
    addTranscript(sql, ann, {
      title: "Walrus",
      segments: Array.from({ length: times }, (_, index) => ({ text: "walrus ".repeat(1 + index % 3) + "sings" })),
    });
  for (const times of [7, 1, 5]) await add(times);
  const keyOf = (one: Awaited<ReturnType<typeof readSearch>>["data"][number]) =>
    one.kind === "segment" ? `${one.transcription_id} ${one.segment}` : one.entry_id;

  await t.step("lose and repeat nothing while others are added", async () => {
    const all = await readSearch(api, ann, { q: "walrus", limit: "100" });
    assert.deepEqual([all.data.length, all.total, all.next], [16, 16, null]);
    const ranks = all.data.map(({ rank }) => rank);
    assert.deepEqual(ranks, ranks.toSorted((one, other) => other - one));
    const seen: string[] = [];
    let path: string | null = "/search?q=walrus&limit=3";
    for (let pages = 0; path; pages++) {
      const response = await api.call(ann, "GET", path);
      const { data, next } = await response.json();
      seen.push(...data.map(keyOf));
      path = next && next.slice(next.indexOf("/search"));
      if (pages < 3) await add(2);
    }
    const before = new Set(all.data.map(keyOf));
    assert.deepEqual(seen.filter((key) => before.has(key)), all.data.map(keyOf));
    assert.equal(new Set(seen).size, seen.length);
  });

  await t.step("count what is on all of them, on the last one too", async () => {
    const { data, total, next_cursor } = await readSearch(api, ann, { q: "walrus", limit: "4" });
    assert.deepEqual([data.length, total], [4, 25]);
    const second = await readSearch(api, ann, { q: "walrus", limit: "100", cursor: next_cursor! });
    assert.deepEqual([second.data.length, second.total, second.next_cursor], [21, 25, null]);
  });

  await t.step("are refused under a cursor of another list", async () => {
    const { next_cursor } = await (await api.call(ann, "GET", "/entries?limit=1")).json();
    for (const cursor of [next_cursor, "x"]) {
      const response = await api.call(ann, "GET", `/search?q=walrus&cursor=${cursor}`);
      assert.equal((await readProblem(response)).code, "invalid_cursor");
    }
  });
});
