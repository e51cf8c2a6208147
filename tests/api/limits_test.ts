import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { addText, formWith, listObjects } from "../support/entries.ts";
import { setLimits, turnMidnight } from "../support/limits.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { addReadyEntry } from "../support/rows.ts";

const limitsOf = ({ headers }: Response) => [
  Number(headers.get("x-ratelimit-limit")),
  Number(headers.get("x-ratelimit-remaining")),
];

/** When the day ends, in seconds of the epoch. */
const midnight = () => Math.floor(Date.now() / 86_400_000 + 1) * 86_400;

Deno.test("limits of submissions", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const submit = (person: Person, entryId: string, headers?: HeadersInit) =>
    api.call(person, "POST", `/entries/${entryId}/transcriptions`, {}, headers);
  const countRows = async ({ id }: Person) => {
    const [row] = await sql<[{ runs: number; counted: number }]>`
      select (select count(*)::int from public.transcriptions where user_id = ${id}) as runs,
        coalesce((select submissions from public.usage_daily where user_id = ${id} and day = (now() at time zone 'utc')::date), 0) as counted`;
    return [row.runs, row.counted];
  };

  await t.step("let through exactly as many as they say, however many come at once", async () => {
    await setLimits(sql, { submissions_per_day: 25 });
    const ann = await addPerson(sql);
    const entry = await addReadyEntry(sql, ann);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async () => await outcomeOfResponse(await submit(ann, entry))),
    );
    assert.deepEqual(outcomes.sort(), [
      ...Array.from({ length: 25 }, () => "202"),
      ...Array.from({ length: 25 }, () => "429 daily_limit_reached"),
    ]);
    assert.deepEqual(await countRows(ann), [25, 25]);
  });

  await t.step("begin anew at midnight, UTC, and say so", async () => {
    await setLimits(sql, { submissions_per_day: 1 });
    const ann = await addPerson(sql);
    const entry = await addReadyEntry(sql, ann);
    assert.equal((await submit(ann, entry)).status, 202);
    const response = await submit(ann, entry);
    assert.deepEqual(limitsOf(response), [1, 0]);
    assert.equal(Number(response.headers.get("x-ratelimit-reset")), midnight());
    const wait = midnight() - Date.now() / 1000;
    assert(Math.abs(Number(response.headers.get("retry-after")) - wait) < 30);
    const problem = await readProblem(response);
    assert.deepEqual([problem.code, problem.retryable], ["daily_limit_reached", true]);
    assert(problem.detail.includes(new Date(midnight() * 1000).toISOString().slice(0, 19)), problem.detail);
    await turnMidnight(sql, ann);
    assert.equal((await submit(ann, entry)).status, 202);
  });

  await t.step("are lower for who is anonymous, and what an operator says for a person", async () => {
    await setLimits(sql, { submissions_per_day: 3, anonymous_submissions_per_day: 2 });
    const visitor = await addPerson(sql, { isAnonymous: true });
    const entry = await addReadyEntry(sql, visitor);
    assert.deepEqual(limitsOf(await submit(visitor, entry)), [2, 1]);
    await sql`insert into public.user_limits (user_id, submissions_per_day) values (${visitor.id}, 9)`;
    assert.deepEqual(limitsOf(await submit(visitor, entry)), [9, 7]);
  });

  await t.step(
    "stand in every answer of the routes that submit, and count what was added and nothing else",
    async () => {
      await setLimits(sql, { submissions_per_day: 7 });
      const ann = await addPerson(sql);
      const [entry, text] = [await addReadyEntry(sql, ann), await addText(api, ann, "Hello")];
      const answers: [Response, number, number][] = [
        [await submit(ann, crypto.randomUUID()), 404, 7],
        [await submit(ann, text.id), 409, 7],
        [await api.call(ann, "POST", "/transcriptions", "{"), 400, 7],
        [await submit(ann, entry), 202, 6],
        [await api.call(ann, "POST", "/transcriptions", { entry_id: entry }), 202, 5],
      ];
      for (const [response, status, remaining] of answers) {
        assert.equal(response.status, status);
        assert.deepEqual(limitsOf(response), [7, remaining]);
        assert.equal(Number(response.headers.get("x-ratelimit-reset")), midnight());
      }
      assert.deepEqual(await countRows(ann), [3, 2]);
    },
  );

  await t.step("do not count what is undone", async () => {
    const ann = await addPerson(sql);
    const entry = await addReadyEntry(sql, ann);
    await sql`alter table public.transcriptions add constraint undone check (user_id <> ${sql.unsafe(`'${ann.id}'`)})`;
    assert.equal(await outcomeOfResponse(await submit(ann, entry)), "500 internal_error");
    assert.deepEqual(await countRows(ann), [0, 0]);
    await sql`alter table public.transcriptions drop constraint undone`;
    assert.equal((await submit(ann, entry)).status, 202);
    assert.deepEqual(await countRows(ann), [1, 1]);
  });

  await t.step("refuse a file before it is stored", async () => {
    const ann = await addPerson(sql);
    await sql`insert into public.user_limits (user_id, submissions_per_day) values (${ann.id}, 0)`;
    const form = formWith(await readAudio("cbr.mp3"), "talk.mp3");
    assert.equal(
      await outcomeOfResponse(await api.call(ann, "POST", "/transcriptions", form)),
      "429 daily_limit_reached",
    );
    assert.deepEqual(await listObjects(sql), []);
    assert.equal((await sql`select from public.entries where user_id = ${ann.id}`).length, 0);
  });

  await t.step("hold for an address whoever sends from it", async () => {
    await setLimits(sql, { submissions_per_day: 100, address_submissions_per_minute: 3 });
    const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
    const [hers, his] = [await addReadyEntry(sql, ann), await addReadyEntry(sql, bob)];
    const home = { "cf-connecting-ip": "2001:db8:1:2::7" };
    assert.equal((await submit(ann, hers, home)).status, 202);
    assert.equal((await submit(ann, hers, home)).status, 202);
    assert.equal((await submit(bob, his, { "cf-connecting-ip": "2001:db8:1:2::8" })).status, 202);
    const response = await submit(bob, his, home);
    assert.deepEqual(limitsOf(response), [3, 0]);
    const wait = Number(response.headers.get("retry-after"));
    assert(wait > 0 && wait <= 20, String(wait));
    assert.equal((await readProblem(response)).code, "rate_limited");
    assert.equal((await submit(bob, his, { "cf-connecting-ip": "2001:db8:1:3::7" })).status, 202);
    // What the client says of itself is nothing.
    assert.equal((await submit(bob, his, { ...home, "x-forwarded-for": "203.0.113.9" })).status, 429);
    assert.deepEqual(await countRows(bob), [2, 2]);
    const subjects = await sql`select subject from private.paces where name like 'address%'`;
    assert(subjects.length > 0 && subjects.every(({ subject }) => !subject.includes("2001")));
    await setLimits(sql, { address_submissions_per_minute: 1000 });
  });

  await t.step("a minute hold for a user from wherever they send", async () => {
    const ann = await addPerson(sql);
    const entry = await addReadyEntry(sql, ann);
    await sql`insert into public.user_limits (user_id, submissions_per_minute) values (${ann.id}, 2)`;
    assert.deepEqual(limitsOf(await submit(ann, entry, { "cf-connecting-ip": "203.0.113.1" })), [2, 1]);
    assert.equal((await submit(ann, entry, { "cf-connecting-ip": "203.0.113.2" })).status, 202);
    const response = await submit(ann, entry, { "cf-connecting-ip": "203.0.113.3" });
    assert.equal(await outcomeOfResponse(response), "429 rate_limited");
    assert.deepEqual(await countRows(ann), [2, 2]);
  });

  await t.step("of audio a month count what is not done yet, and say what is left", async () => {
    const ann = await addPerson(sql);
    const entry = await addReadyEntry(sql, ann);
    await sql`update public.entries set duration_ms = 60000 where id = ${entry}`;
    await sql`insert into public.user_limits (user_id, monthly_audio_seconds) values (${ann.id}, 100)`;
    assert.equal((await submit(ann, entry)).status, 202);
    const problem = await readProblem(await submit(ann, entry));
    assert.equal(problem.code, "quota_reached");
    assert.match(problem.detail, /Of this month's 100 seconds of audio 40 are left.* after \d{4}-\d\d-01T00:00:00Z/);
    const clip = { start: 10, end: 50 };
    assert.equal((await api.call(ann, "POST", `/entries/${entry}/transcriptions`, clip)).status, 202);
    assert.deepEqual(await countRows(ann), [2, 2]);
  });
});

Deno.test("limits of requests", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  await sql`insert into public.user_limits (user_id, requests_per_minute) values (${ann.id}, 3)`;
  const body = { kind: "text", text: "Hello" };

  await t.step("count what changes something, right or wrong, and do nothing more once they are reached", async () => {
    assert.deepEqual(limitsOf(await api.call(ann, "POST", "/entries", body)), [3, 2]);
    assert.deepEqual(limitsOf(await api.call(ann, "PATCH", `/entries/${crypto.randomUUID()}`, { title: "" })), [3, 1]);
    assert.deepEqual(limitsOf(await api.call(ann, "DELETE", `/entries/${crypto.randomUUID()}`)), [3, 0]);
    const response = await api.call(ann, "POST", "/entries", body);
    assert.deepEqual(limitsOf(response), [3, 0]);
    const reset = Number(response.headers.get("x-ratelimit-reset")) - Date.now() / 1000;
    assert(reset > 40 && reset <= 61, String(reset));
    assert.match(response.headers.get("retry-after") ?? "", /^(1\d|20)$/);
    const problem = await readProblem(response);
    assert.deepEqual([problem.status, problem.code, problem.retryable], [429, "rate_limited", true]);
    assert.match(problem.detail, /^You may change something 3 times a minute: go on in \d+ s$/);
    assert.equal((await sql`select from public.entries`).length, 1);
  });

  await t.step("leave reading alone", async () => {
    const response = await api.call(ann, "GET", "/entries");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("x-ratelimit-limit"), null);
  });

  await t.step("are shown to browsers", async () => {
    const response = await api.call(await addPerson(sql), "POST", "/entries", body, {
      origin: "https://app.example.com",
    });
    assert.match(response.headers.get("access-control-expose-headers") ?? "", /x-ratelimit-remaining/);
  });
});
