import assert from "node:assert/strict";
import { TranscriptionsQuery } from "../../functions/api/transcriptions/list_query.ts";
import {
  listCountedTranscriptions,
  listTranscriptions,
} from "../../functions/api/transcriptions/list_transcriptions.ts";
import type { Query, Transaction } from "../../shared/db.ts";
import { startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription, addTranscriptions } from "../support/rows.ts";
import { addTranscript } from "../support/transcripts.ts";

type Row = { id: string; status: string };
const noCounts = { queued: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };
const noGroups = { queued: [], processing: [], completed: [], failed: [], cancelled: [] };

Deno.test("transcriptions by the number of a page", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const read = async (path: string) => await (await api.call(ann, "GET", path)).json();
  const addressOf = (path: string) => `${api.deps.config.publicUrl}/functions/v1/api${path}`;
  const nothing = { page: 1, page_size: 10, total: 0, pages: 0, next: null, previous: null };

  await t.step("are an empty page for somebody new", async () => {
    assert.deepEqual(await read("/transcriptions?page=1"), { data: [], ...nothing });
    assert.deepEqual(await read("/transcriptions?page=3"), { data: [], ...nothing, page: 3 });
    const groups = await read("/transcriptions?group=status");
    assert.deepEqual(groups, { status_counts: noCounts, groups: noGroups, ...nothing });
  });

  const newestFirst: Row[] = await addTranscriptions(sql, ann, 23);
  const ids = newestFirst.map(({ id }) => id);

  await t.step("come newest first, ten at a time, with the way on and back", async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => read(`/transcriptions?page=${page}`)));
    assert.deepEqual(pages.map(({ data }) => data.length), [10, 10, 3]);
    assert.deepEqual(pages.flatMap(({ data }) => data.map(({ id }: Row) => id)), ids);
    const { data: _, ...second } = pages[1];
    assert.deepEqual(second, {
      ...{ page: 2, page_size: 10, total: 23, pages: 3 },
      next: addressOf("/transcriptions?page=3"),
      previous: addressOf("/transcriptions?page=1"),
    });
    assert.deepEqual([pages[0].previous, pages[2].next], [null, null]);
  });

  await t.step("lead back to the last page from behind the end", async () => {
    const { data, total, pages, next, previous } = await read("/transcriptions?page=9&page_size=20");
    assert.deepEqual([data, total, pages, next], [[], 23, 2, null]);
    assert.equal(previous, addressOf("/transcriptions?page=2&page_size=20"));
  });

  await t.step("are grouped by status page by page, counted over all pages", async () => {
    for (const page of [1, 2]) {
      const answer = await read(`/transcriptions?group=status&page_size=12&page=${page}`);
      const shown = newestFirst.slice((page - 1) * 12, page * 12);
      for (const [status, rows] of Object.entries(answer.groups as Record<string, Row[]>)) {
        const expected = shown.filter((row) => row.status === status).map(({ id }) => id);
        assert.deepEqual(rows.map(({ id }) => id), expected, `${status} on page ${page}`);
      }
      const counts = Object.entries(Object.groupBy(newestFirst, ({ status }) => status));
      const expected = Object.fromEntries(counts.map(([status, rows]) => [status, rows?.length]));
      assert.deepEqual(answer.status_counts, { ...noCounts, ...expected });
      assert.deepEqual([answer.total, answer.pages], [23, 2]);
    }
  });

  await t.step("count the other statuses too while one is asked for", async () => {
    const all = await read("/transcriptions?group=status");
    const some = await read("/transcriptions?group=status&status=queued,failed");
    assert.deepEqual(some.status_counts, all.status_counts);
    assert.equal(some.total, all.status_counts.queued + all.status_counts.failed);
    assert.deepEqual(some.groups.completed, []);
  });

  await t.step("are not to be mixed with cursors", async () => {
    const { next_cursor } = await read("/transcriptions?limit=1");
    const mixed = [`page=1&cursor=${next_cursor}`, `page_size=5&cursor=${next_cursor}`, "page=2&limit=5"];
    for (const query of [...mixed, `group=status&cursor=${next_cursor}`, "group=status&limit=5"]) {
      assert.equal(
        await outcomeOfResponse(await api.call(ann, "GET", `/transcriptions?${query}`)),
        "422 invalid_request",
      );
    }
  });

  await t.step("have numbers from 1 and sizes up to 100", async () => {
    for (
      const query of ["page=0", "page=x", "page=1.5", "page_size=0", "page_size=101", "page=1e9", "group=language"]
    ) {
      const outcome = await outcomeOfResponse(await api.call(ann, "GET", `/transcriptions?${query}`));
      assert.equal(outcome, "422 invalid_request", query);
    }
    assert.equal((await read("/transcriptions?page_size=100")).data.length, 23);
  });
});

Deno.test("filters of the list of transcriptions", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, other] = [await addPerson(sql), await addPerson(sql)];
  const note = await addText(api, ann, "Budget of the year", { title: "Meeting", tags: ["work"], language: "en" });
  const { id: talk } = await addTranscript(sql, ann, { title: "Talk", language: "de", segments: [{ text: "Grüße" }] });
  const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
  await addText(api, other, "Budget of the year", { title: "Meeting", tags: ["work"] });
  await sql`update public.transcriptions set created_at = '2026-01-31T12:00:00Z' where id = ${talk}`;
  const find = async (query: string) => {
    const [listed, numbered] = await Promise.all(
      ["", "&page=1"].map(async (suffix) =>
        await (await api.call(ann, "GET", `/transcriptions?${query}${suffix}`)).json()
      ),
    );
    assert.deepEqual(numbered.data, listed.data);
    assert.equal(numbered.total, listed.data.length);
    return listed.data.map(({ id }: Row) => id);
  };

  await t.step("pick one status or several", async () => {
    assert.deepEqual(await find("status=queued"), [queued]);
    assert.deepEqual(await find("status=completed"), [note.transcription_id, talk]);
    assert.deepEqual(await find("status=queued,completed"), [queued, note.transcription_id, talk]);
    assert.deepEqual(await find("status=queued,%20queued"), [queued]);
    assert.deepEqual(await find("status=failed,cancelled"), []);
  });

  await t.step("pick a provider, a language, a tag of the entry", async () => {
    assert.deepEqual(await find("provider=text"), [note.transcription_id]);
    assert.deepEqual(await find("language=DE"), [talk]);
    assert.deepEqual(await find("tag=work"), [note.transcription_id]);
    assert.deepEqual(await find("tag=wor"), []);
  });

  await t.step("find a part of the title or of the text, whatever its case, and no pattern", async () => {
    assert.deepEqual(await find("q=meet"), [note.transcription_id]);
    assert.deepEqual(await find("q=BUDGET+of"), [note.transcription_id]);
    assert.deepEqual(await find(`q=${encodeURIComponent("GRÜSSE")}`), []);
    assert.deepEqual(await find(`q=${encodeURIComponent("grüße")}`), [talk]);
    assert.deepEqual(await find("q=%25"), []);
  });

  await t.step("pick a stretch of time that holds its beginning and not its end", async () => {
    assert.deepEqual(await find("created_before=2026-02-01T00:00:00Z"), [talk]);
    assert.deepEqual(await find("created_after=2026-01-31T12:00:00Z&created_before=2026-01-31T12:00:00.001Z"), [talk]);
    assert.deepEqual(await find("created_before=2026-01-31T12:00:00Z"), []);
    assert.deepEqual(await find(`created_after=2026-01-31T13:00:00%2B01:00&created_before=2026-02-01T00:00:00Z`), [
      talk,
    ]);
    assert.deepEqual(await find("created_after=2026-02-01T00:00:00Z"), [queued, note.transcription_id]);
  });

  await t.step("that make no sense are refused", async () => {
    const wrong = [
      "status=",
      "status=done",
      "status=queued,done",
      "created_after=yesterday",
      "created_before=2026-13-01",
    ];
    for (
      const query of [...wrong, "created_after=0000-01-01T00:00:00Z", "language=german", "q=", "tag=", "provider="]
    ) {
      const outcome = await outcomeOfResponse(await api.call(ann, "GET", `/transcriptions?${query}`));
      assert.equal(outcome, "422 invalid_request", query);
    }
  });
});

Deno.test("an anonymous visitor's list holds the newest few, and the owner of a project says how many", async () => {
  await using api = await startApi();
  const { sql } = api.database;
  const visitor = await addPerson(sql, { isAnonymous: true });
  const newest = (await addTranscriptions(sql, visitor, 12)).slice(0, 5).map(({ id }) => id);
  const read = async (query: string) => await (await api.call(visitor, "GET", `/transcriptions?${query}`)).json();
  const idsOf = ({ data }: { data: Row[] }) => data.map(({ id }) => id);
  assert.deepEqual(idsOf(await read("")), newest);
  const first = await read("limit=3");
  assert.deepEqual([...idsOf(first), ...idsOf(await read(`cursor=${first.next_cursor}`))], newest);
  const { data, total, pages } = await read("page=1&page_size=2");
  assert.deepEqual([data.length, total, pages], [2, 5, 3]);
  const { status_counts } = await read("group=status&status=queued");
  assert.equal(Object.values<number>(status_counts).reduce((sum, count) => sum + count), 5);
  await sql`update public.settings set value = '7' where key = 'anonymous_visible_transcriptions'`;
  assert.equal((await read("")).data.length, 7);
});

Deno.test("a cursor of one list is none of another's", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  await addText(api, ann, "One");
  const { transcription_id: id } = await addText(api, ann, "Two\n\nThree");
  const cursors: Record<string, string> = {};
  for (const list of ["/entries", "/transcriptions", `/transcriptions/${id}/segments`]) {
    cursors[list] = (await (await api.call(ann, "GET", `${list}?limit=1`)).json()).next_cursor;
  }
  for (const list of Object.keys(cursors)) {
    for (const [from, cursor] of Object.entries(cursors)) {
      const outcome = await outcomeOfResponse(await api.call(ann, "GET", `${list}?cursor=${cursor}`));
      assert.equal(outcome, from === list ? "200" : "400 invalid_cursor", `cursor of ${from} for ${list}`);
    }
  }
});

Deno.test("lists touch the rows of their owner only, among the many of others", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, crowd] = [await addPerson(sql), await addPerson(sql)];
  await addTranscriptions(sql, ann, 1000);
  await addTranscriptions(sql, crowd, 99_000);
  await sql`vacuum analyze public.transcriptions, public.entries`;

  const explain = async <Row extends object>(person: Person, ask: (tx: Transaction) => Query<Row>): Promise<string> => {
    const rows = await api.deps.db.asUser(
      person.caller,
      (tx) => tx<{ "QUERY PLAN": string }[]>`explain (analyze, costs off, timing off, summary off) ${ask(tx)}`,
    );
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  };
  const parse = (query: Record<string, string>) => ({
    ...TranscriptionsQuery.parse(query),
    ...{ limit: 20, page: 2, page_size: 10 },
  });

  for (
    const query of [{}, { status: "queued" }, { status: "queued,failed" }, { created_after: "2026-01-01T00:00:00Z" }]
  ) {
    await t.step(`with ${JSON.stringify(query)}`, async () => {
      const plans = [
        await explain(ann, (tx) => listTranscriptions(tx, ann.caller, parse(query))),
        await explain(ann, (tx) => listCountedTranscriptions(tx, ann.caller, parse(query))),
      ];
      for (const plan of plans) {
        assert.doesNotMatch(plan, /Seq Scan/);
        assert.match(plan, /Index (Only )?Scan using \w*transcriptions_/);
        const touched = [...plan.matchAll(/Scan.*actual rows=([\d.]+)/g)].map(([, rows]) => Number(rows));
        assert(touched.length > 0 && touched.every((rows) => rows <= 1000), plan);
      }
    });
  }
});
