import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry } from "../support/rows.ts";

type Summary = { kind: string; version: number; is_active: boolean };

Deno.test("prompts by the API", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const admin = await addPerson(sql, { isAdmin: true });
  const ask = async (method: string, path: string, body?: unknown) =>
    await api.call(admin, method, `/admin/prompts${path}`, body);
  const answer = async (method: string, path: string, body?: unknown) => {
    const response = await ask(method, path, body);
    assert(response.ok, await response.clone().text());
    return await response.json();
  };
  const outcome = async (method: string, path: string, body?: unknown) =>
    await outcomeOfResponse(await ask(method, path, body));
  const activeOf = async (kind: string) => (await answer("GET", `/${kind}/active`)).version;

  await t.step("begin with one for each kind of document, and none for transcribing", async () => {
    const { data } = await answer("GET", "");
    assert.deepEqual(data.map(({ kind, version, is_active }: Summary) => [kind, version, is_active]), [
      ...["action_items", "chapters", "custom", "proofread", "summary", "translation"].map((kind) => [kind, 1, true]),
    ]);
    assert.equal(await outcome("GET", "/transcribe/active"), "404 prompt_not_found");
  });

  await t.step("are added as the next version, which counts where that is asked", async () => {
    const response = await ask("POST", "", { kind: "summary", text: " Be brief. " });
    assert.equal(response.status, 201);
    const { created_at: _, ...added } = await response.json();
    assert.deepEqual(added, { kind: "summary", version: 2, is_active: false, text: "Be brief." });
    assert.equal(await activeOf("summary"), 1);
    const next = await answer("POST", "", { kind: "summary", text: "Be briefer.", activate: true });
    assert.deepEqual([next.version, next.is_active, await activeOf("summary")], [3, true, 3]);
    assert.equal((await answer("GET", "/summary/2")).text, "Be brief.");
  });

  await t.step("are listed by kind, the newest version first, page by page", async () => {
    const first = await answer("GET", "?kind=summary&limit=2");
    const second = await answer("GET", `?kind=summary&limit=2&cursor=${first.next_cursor}`);
    const shown = [...first.data, ...second.data].map(({ version, is_active }: Summary) => [version, is_active]);
    assert.deepEqual(shown, [[3, true], [2, false], [1, false]]);
    assert.equal(second.next, null);
    const all: Summary[] = [];
    for (let path: string | null = "?limit=2"; path;) {
      const page: { data: Summary[]; next: string | null } = await answer("GET", path);
      all.push(...page.data);
      path = page.next && new URL(page.next).search;
    }
    assert.equal(all.length, 8);
    assert.deepEqual(all.map(({ kind }) => kind), all.map(({ kind }) => kind).sort());
  });

  await t.step("count for what is asked for from then on", async () => {
    assert.equal((await answer("PUT", "/summary/active", { version: 2 })).is_active, true);
    assert.equal(await activeOf("summary"), 2);
    const ann = await addPerson(sql);
    const { transcription_id } = await (await api.call(ann, "POST", "/entries", { kind: "text", text: "Hello" }))
      .json();
    const made = await api.call(ann, "POST", `/transcriptions/${transcription_id}/documents`, { kind: "summary" });
    const document = await (await api.call(ann, "GET", `/documents/${(await made.json()).id}`)).json();
    assert.deepEqual([document.prompt_version, document.prompt_text], [2, "Be brief."]);
  });

  await t.step("get numbers of their own when they are added, and chosen, at once", async () => {
    const added = await Promise.all(
      Array.from(
        { length: 6 },
        (_, n) => answer("POST", "", { kind: "chapters", text: `${n}`, activate: n % 2 === 0 }),
      ),
    );
    assert.deepEqual(added.map(({ version }) => version).sort(), [2, 3, 4, 5, 6, 7]);
    await Promise.all([2, 3, 4, 5].map((version) => answer("PUT", "/chapters/active", { version })));
    const [active] = await sql`select count(*)::int as count from public.prompts where kind = 'chapters' and is_active`;
    assert.equal(active?.count, 1);
  });

  await t.step("of kind transcribe may be none again, those of documents not", async () => {
    await answer("POST", "", { kind: "transcribe", text: "Names: Ann, Bob.", activate: true });
    const ann = await addPerson(sql);
    const ids = [await addReadyEntry(sql, ann), await addReadyEntry(sql, ann)];
    const submit = async (id: string) => (await api.call(ann, "POST", `/entries/${id}/transcriptions`, {})).json();
    const guided = await submit(ids[0]!);
    assert.equal(guided.prompt_version, 1);
    for (let i = 0; i < 2; i++) assert.equal(await outcome("DELETE", "/transcribe/active"), "204");
    assert.equal((await submit(ids[1]!)).prompt_version, null);
    const whole = await (await api.call(ann, "GET", `/transcriptions/${guided.id}`)).json();
    assert.deepEqual([whole.prompt_version, whole.prompt_text], [1, "Names: Ann, Bob."]);
    assert.equal(await outcome("DELETE", "/summary/active"), "409 prompt_needed");
  });

  await t.step("that are not there are not found, and nothing changes", async () => {
    assert.equal(await outcome("GET", "/summary/99"), "404 prompt_not_found");
    assert.equal(await outcome("PUT", "/summary/active", { version: 99 }), "404 prompt_not_found");
    assert.equal(await activeOf("summary"), 2);
  });

  await t.step("that make no sense are refused", async () => {
    const long = (length: number) => "x".repeat(length);
    const refused = [
      { kind: "poem", text: "Rhyme." },
      { kind: "summary", text: " " },
      { kind: "summary", text: long(20_001) },
      { kind: "transcribe", text: long(1001) },
      { kind: "summary", text: "Be brief.", version: 7 },
    ];
    for (const body of refused) assert.equal(await outcome("POST", "", body), "422 invalid_request");
    for (const path of ["/poem/active", "/summary/0", "/summary/first", "?kind=poem"]) {
      assert.equal(await outcome("GET", path), "422 invalid_request");
    }
    assert.equal((await answer("POST", "", { kind: "transcribe", text: "😀".repeat(1000) })).version, 2);
  });

  await t.step("are edited and deleted by nobody, and no kind of document is left without one", async () => {
    const statements = ["update public.prompts set text = 'Other'", "delete from public.prompts"];
    for (const statement of statements) {
      for (const role of ["asAdmin", "asService"] as const) {
        const run = (tx: { unsafe(query: string): Promise<unknown> }) => tx.unsafe(statement);
        const work = role === "asAdmin" ? api.deps.db.asAdmin(admin.caller, run) : api.deps.db.asService(run);
        await assert.rejects(work, { code: "42501" });
      }
    }
    await assert.rejects(sql`update public.prompts set is_active = false where kind = 'summary'`, {
      constraint_name: "a_kind_of_document_has_an_active_prompt",
    });
  });

  await t.step("leave in the audit log who added and chose them", async () => {
    const rows = await sql`
      select action, subject, detail from public.audit_logs
      where actor_id = ${admin.id} and subject ~ '^(summary|transcribe)/' order by id`;
    assert.deepEqual(rows.map(({ action, subject, detail }) => [action, subject, detail.instead_of]), [
      ["prompt.added", "summary/2", undefined],
      ["prompt.added", "summary/3", undefined],
      ["prompt.activated", "summary/3", 1],
      ["prompt.activated", "summary/2", 3],
      ["prompt.added", "transcribe/1", undefined],
      ["prompt.activated", "transcribe/1", null],
      ["prompt.deactivated", "transcribe/1", undefined],
      ["prompt.added", "transcribe/2", undefined],
    ]);
  });
});
