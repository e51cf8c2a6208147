import assert from "node:assert/strict";
import { Hono } from "hono";
import { createUserApp } from "../../functions/api/user_app.ts";
import { addBasics, type Basics } from "../../shared/http/basics.ts";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { addFixture, formWith } from "../support/entries.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { addReadyEntry } from "../support/rows.ts";
import { until } from "../support/until.ts";

const audio = await readAudio("cbr.mp3");

/** All of an answer that a second one must repeat. */
const replyOf = async (response: Response) => ({
  status: response.status,
  type: response.headers.get("content-type"),
  body: await response.text(),
});
const isReplay = ({ headers }: Response) => headers.get("idempotency-replayed") === "true";

Deno.test("a POST with an Idempotency-Key", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const post = (key: string, path: string, body?: unknown, person: Person = ann) =>
    api.call(person, "POST", path, body, { "idempotency-key": key });
  const countOf = async (table: "entries" | "transcriptions", { id }: Person) =>
    (await sql`select from ${sql(table)} where user_id = ${id}`).length;
  const text = { kind: "text", text: "Hello" };

  await t.step("is answered as it was before, byte for byte, and done once", async () => {
    const entry = await addReadyEntry(sql, ann);
    const requests: [string, unknown][] = [
      ["/entries", text],
      ["/entries", { kind: "audio", filename: "talk.mp3", byte_size: 9 }],
      [`/entries/${entry}/transcriptions`, { language: "de" }],
      ["/transcriptions", { entry_id: entry }],
      [`/entries/${entry}/complete`, undefined],
      [`/entries/${crypto.randomUUID()}/complete`, undefined],
      ["/entries", "{"],
    ];
    for (const [path, body] of requests) {
      const key = crypto.randomUUID();
      const first = await post(key, path, body);
      assert(!isReplay(first));
      const before = [await countOf("entries", ann), await countOf("transcriptions", ann)];
      const second = await post(key, path, body);
      assert(isReplay(second));
      assert.deepEqual(await replyOf(second), await replyOf(first), path);
      assert.deepEqual([await countOf("entries", ann), await countOf("transcriptions", ann)], before);
    }
  });

  await t.step("is known again as a form, whose boundary is another one every time", async () => {
    const send = (fields: Record<string, string>, bytes = audio) =>
      post("form", "/transcriptions", formWith(bytes, "talk.mp3", "audio/mpeg", fields), bob);
    const first = await send({ title: "Talk" });
    const second = await send({ title: "Talk" });
    assert.deepEqual([first.status, isReplay(second)], [202, true]);
    assert.deepEqual(await replyOf(second), await replyOf(first));
    assert.deepEqual([await countOf("entries", bob), await countOf("transcriptions", bob)], [1, 1]);
    assert.equal(await outcomeOfResponse(await send({ title: "Other" })), "422 idempotency_key_reused");
    const other = new Uint8Array([...audio, 0]);
    assert.equal(await outcomeOfResponse(await send({ title: "Talk" }, other)), "422 idempotency_key_reused");
  });

  await t.step("is refused where the key was sent with another body or to another path", async () => {
    await post("used", "/entries", text);
    assert.equal(
      await outcomeOfResponse(await post("used", "/entries", { ...text, text: "Bye" })),
      "422 idempotency_key_reused",
    );
    assert.equal(await outcomeOfResponse(await post("used", "/transcriptions", text)), "422 idempotency_key_reused");
    assert.equal(await outcomeOfResponse(await post("used", "/entries?x=1", text)), "422 idempotency_key_reused");
  });

  await t.step("is refused with a key that is none", async () => {
    for (const key of ["", "x".repeat(256), "schlüssel"]) {
      assert.equal(await outcomeOfResponse(await post(key, "/entries", text)), "422 invalid_request", key);
    }
    assert.equal((await post("x".repeat(255), "/entries", text)).status, 201);
  });

  await t.step("has nothing to do with the same key of somebody else", async () => {
    const hers = await (await post("shared", "/entries", text)).json();
    const response = await post("shared", "/entries", { ...text, text: "Bob's" }, bob);
    assert.deepEqual([response.status, isReplay(response)], [201, false]);
    assert.notEqual((await response.json()).id, hers.id);
  });

  await t.step("waits for the first try, which is still at it", async () => {
    const { id } = await addFixture(api, ann);
    const path = `/entries/${id}/transcriptions`;
    const { first, second } = await sql.begin(async (tx) => {
      await tx`select from public.entries where id = ${id} for update`;
      const first = post("slow", path);
      await until(async () => (await sql`select from private.idempotency_keys where state = 'held'`)[0]);
      return { first, second: await post("slow", path) };
    });
    assert.equal(second.headers.get("retry-after"), "5");
    const problem = await readProblem(second);
    assert.deepEqual([problem.status, problem.code, problem.retryable], [409, "idempotency_in_flight", true]);
    const answer = await first;
    assert.equal(answer.status, 202);
    assert.deepEqual(await replyOf(await post("slow", path)), await replyOf(answer));
  });

  await t.step("is done once, however many come at once", async () => {
    const entry = await addReadyEntry(sql, ann);
    const before = await countOf("transcriptions", ann);
    const all = await Promise.all(
      Array.from({ length: 20 }, () => post("burst", "/transcriptions", { entry_id: entry })),
    );
    const outcomes = new Set(await Promise.all(all.map(outcomeOfResponse)));
    assert(outcomes.has("202") && outcomes.difference(new Set(["202", "409 idempotency_in_flight"])).size === 0);
    assert.equal(await countOf("transcriptions", ann), before + 1);
  });

  await t.step("may be tried again after a failure of ours, and when a limit is reached", async () => {
    const entry = await addReadyEntry(sql, bob);
    const body = { entry_id: entry };
    await sql`insert into public.user_limits (user_id, submissions_per_day) values (${bob.id}, 0)`;
    assert.equal(await outcomeOfResponse(await post("again", "/transcriptions", body, bob)), "429 daily_limit_reached");
    await sql`delete from public.user_limits`;
    await sql`alter table public.transcriptions add constraint broken check (user_id <> ${
      sql.unsafe(`'${bob.id}'`)
    }) not valid`;
    assert.equal(await outcomeOfResponse(await post("again", "/transcriptions", body, bob)), "500 internal_error");
    await sql`alter table public.transcriptions drop constraint broken`;
    const response = await post("again", "/transcriptions", body, bob);
    assert.deepEqual([response.status, isReplay(response)], [202, false]);
  });

  await t.step("leaves a freed key to another request", async () => {
    await sql`insert into public.user_limits (user_id, submissions_per_day) values (${ann.id}, 0)`;
    const entry = await addReadyEntry(sql, ann);
    const refused = await post("left", "/transcriptions", { entry_id: entry });
    assert.equal(await outcomeOfResponse(refused), "429 daily_limit_reached");
    await sql`delete from public.user_limits`;
    assert.equal((await post("left", "/entries", text)).status, 201);
  });

  await t.step("is forgotten with the project's secret key, and nothing fails", async () => {
    const key = crypto.randomUUID();
    const [first] = [await post(key, "/entries", text)];
    const rotated = api.callWith({ config: { ...api.deps.config, secretKey: "sb_secret_another" } });
    const second = await rotated(ann, "POST", "/entries", text, { "idempotency-key": key });
    assert.deepEqual([first.status, second.status, isReplay(second)], [201, 201, false]);
    assert.notEqual((await second.json()).id, (await first.json()).id);
  });

  await t.step("is forgotten after a day", async () => {
    const first = await (await post("old", "/entries", text)).json();
    await sql`update private.idempotency_keys set expires_at = now() - interval '1 second'`;
    const response = await post("old", "/entries", { ...text, text: "Another" });
    assert.deepEqual([response.status, isReplay(response)], [201, false]);
    assert.notEqual((await response.json()).id, first.id);
    assert(isReplay(await post("old", "/entries", { ...text, text: "Another" })));
  });

  await t.step("leaves nothing in the database that opens an upload, and not its key", async () => {
    const announced = { kind: "audio", filename: "talk.mp3", byte_size: 9 };
    const { upload } = await (await post("my-order-17", "/entries", announced)).json();
    const rows = await sql<{ bytes: Uint8Array; headers: unknown }[]>`
      select key_hash || request_hash || coalesce(body, '') as bytes, headers from private.idempotency_keys`;
    const shown = rows.map(({ bytes, headers }) => new TextDecoder("latin1").decode(bytes) + JSON.stringify(headers));
    assert(shown.length > 0);
    for (const secret of ["my-order-17", upload.token, "awaiting_upload"]) {
      assert(shown.every((row) => !row.includes(secret)), secret);
    }
  });

  await t.step("costs nothing where there is none", async () => {
    await sql`delete from private.idempotency_keys`;
    const response = await api.call(ann, "POST", "/entries", text);
    assert.deepEqual([response.status, isReplay(response)], [201, false]);
    assert.equal((await api.call(ann, "GET", "/entries", undefined, { "idempotency-key": "x" })).status, 200);
    assert.equal((await sql`select from private.idempotency_keys`).length, 0);
  });

  await t.step("is described for every POST, and for nothing else", async () => {
    const { paths } = await (await api.call(undefined, "GET", "/openapi.json")).json();
    for (const [path, methods] of Object.entries<Record<string, { parameters?: { name: string }[] }>>(paths)) {
      for (const [method, { parameters = [] }] of Object.entries(methods)) {
        const isTaken = parameters.some(({ name }) => name === "Idempotency-Key");
        assert.equal(isTaken, method === "post", `${method} ${path}`);
      }
    }
  });

  await t.step("is worked on again where the answer is a stream", async () => {
    let runs = 0;
    const app = createUserApp(api.deps, "any");
    app.post("/", (c) => c.body(`data: ${++runs}\n\n`, 200, { "content-type": "text/event-stream" }));
    const root = new Hono<{ Variables: Basics }>();
    addBasics(root, { ...api.deps, name: "api", corsOrigins: [] });
    root.route("/", app);
    for (const run of [1, 2]) {
      const headers = { authorization: `Bearer ${ann.token}`, "idempotency-key": "stream" };
      const response = await root.request("/", { method: "POST", headers });
      assert.equal(await response.text(), `data: ${run}\n\n`);
    }
  });
});
