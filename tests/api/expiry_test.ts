import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { formWith } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

const good = await readAudio("cbr.mp3");
const link = "https://example.com/talk.mp3";

Deno.test("how long an entry is kept", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const post = async (path: string, body: unknown) => {
    const response = await api.call(ann, "POST", path, body);
    const row = await response.json();
    assert.ok(response.ok, JSON.stringify(row));
    return row;
  };
  /** In how many seconds an entry goes; null is never. */
  const lifeOf = (entry: { expires_at: string | null }) =>
    entry.expires_at === null ? null : Math.round((Date.parse(entry.expires_at) - Date.now()) / 1000);
  const near = (life: number | null, seconds: number) => assert.ok(Math.abs(life! - seconds) <= 5, `${life}`);
  const read = async (id: string) => await (await api.call(ann, "GET", `/entries/${id}`)).json();

  await t.step("is for ever, unless they say otherwise", async () => {
    assert.equal((await post("/entries", { kind: "text", text: "Hello" })).expires_at, null);
  });

  await t.step("is said by whatever way it comes in", async () => {
    near(lifeOf(await post("/entries", { kind: "text", text: "Hello", expires_in: 3600 })), 3600);
    near(
      lifeOf(await post("/entries", { kind: "audio", filename: "a.mp3", byte_size: 9, expires_in: "30m" })),
      30 * 60,
    );
    near(lifeOf(await post("/entries", { kind: "link", url: link, expires_in: "12h" })), 12 * 3600);
    near(lifeOf(await post("/entries", formWith(good, "a.mp3", "", { expires_in: "7d" }))), 7 * 86_400);
    for (const body of [{ url: link, expires_in: "90" }, formWith(good, "a.mp3", "", { expires_in: "90s" })]) {
      const { entry_id, options } = await post("/transcriptions", body);
      near(lifeOf(await read(entry_id)), 90);
      assert.deepEqual(options, {});
    }
  });

  await t.step("is from a minute to ten years", async () => {
    for (const wrong of [59, "59s", 0, -1, 60.5, 1e21, 315_360_001, "3651d", "", "1w", "1 h", "P7D", "-5m", true]) {
      const problem = await readProblem(
        await api.call(ann, "POST", "/entries", { kind: "text", text: "Hello", expires_in: wrong }),
      );
      assert.deepEqual([problem.code, problem.errors?.[0]?.path], ["invalid_request", "expires_in"], String(wrong));
    }
    for (const right of [60, "1m", "3650d", 315_360_000]) {
      assert.notEqual((await post("/entries", { kind: "text", text: "Hello", expires_in: right })).expires_at, null);
    }
  });

  await t.step("of one that is there already is changed there", async () => {
    const { id } = await post("/entries", formWith(good, "a.mp3"));
    const refused = await api.call(ann, "POST", "/transcriptions", { entry_id: id, expires_in: 60 });
    assert.equal(await outcomeOfResponse(refused), "422 invalid_request");
    const patch = async (body: unknown) => await (await api.call(ann, "PATCH", `/entries/${id}`, body)).json();
    near(lifeOf(await patch({ expires_in: "2h" })), 7200);
    near(lifeOf(await patch({ title: "Other" })), 7200);
    assert.equal((await patch({ expires_in: null })).expires_at, null);
  });

  await t.step("is what the operator says, where they say nothing", async () => {
    await sql`update public.settings set value = '86400' where key = 'retention_seconds'`;
    const bodies = [
      { kind: "text", text: "Hello" },
      { kind: "audio", filename: "a.mp3", byte_size: 9 },
      { kind: "link", url: link },
      formWith(good, "a.mp3"),
    ];
    for (const body of bodies) near(lifeOf(await post("/entries", body)), 86_400);
    near(lifeOf(await post("/entries", { kind: "text", text: "Hello", expires_in: "2d" })), 2 * 86_400);
    assert.equal((await post("/entries", { kind: "text", text: "Hello", expires_in: null })).expires_at, null);
  });

  await t.step("cannot be changed past the API", async () => {
    await assert.rejects(
      sql.begin(async (tx) => {
        await tx`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${ann.caller.claims}, true)`;
        await tx`update public.entries set expires_at = null`;
      }),
      { code: "42501" },
    );
  });
});
