import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";

Deno.test("settings by the API", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const admin = await addPerson(sql, { isAdmin: true });
  await sql`
    insert into public.settings (key, value, description)
    values ('a_switch', 'true', 'A switch'), ('a_word', '"hello"', 'A word')`;
  await sql`update public.settings set maximum = 10 where key = 'a_word'`;
  const path = (key: string) => `/admin/settings/${key}`;
  const put = async (key: string, value: unknown) => await api.call(admin, "PUT", path(key), { value });
  const read = async (key: string) => await (await api.call(admin, "GET", path(key))).json();

  await t.step("are listed by key, page by page, with what each may be", async () => {
    const all = await (await api.call(admin, "GET", "/admin/settings")).json();
    const keys = all.data.map(({ key }: { key: string }) => key);
    assert.deepEqual(keys, (await sql`select key from public.settings order by key`).map(({ key }) => key));
    assert.equal(all.next, null);
    const first = await (await api.call(admin, "GET", "/admin/settings?limit=1")).json();
    assert.deepEqual(first.data.map(({ updated_at: _, ...setting }: Record<string, unknown>) => setting), [{
      key: "a_switch",
      value: true,
      default_value: true,
      kind: "boolean",
      minimum: null,
      maximum: null,
      description: "A switch",
    }]);
    const second = await (await api.call(admin, "GET", `/admin/settings?limit=1&cursor=${first.next_cursor}`)).json();
    assert.deepEqual(second.data.map(({ key, minimum, maximum }: Record<string, unknown>) => [key, minimum, maximum]), [
      ["a_word", 0, 10],
    ]);
  });

  await t.step("take what they may be, and count from then on", async () => {
    for (const [key, value] of [["a_switch", false], ["a_word", "bye"], ["proofread_changed_share", 0.5]] as const) {
      const response = await put(key, value);
      assert.equal(response.status, 200);
      assert.equal((await response.json()).value, value);
      assert.equal((await read(key)).value, value);
    }
    await put("max_upload_bytes", 5_000_000_000);
    const [bucket] = await sql`select file_size_limit from storage.buckets where id = 'audio'`;
    assert.equal(bucket?.file_size_limit, "5000000000");
  });

  await t.step("refuse what they may not be, with the rule that it breaks", async () => {
    const refused: [string, unknown, string][] = [
      ["keep_events_days", 0, "Must be a whole number from 1 to 36500"],
      ["keep_events_days", 36501, "Must be a whole number from 1 to 36500"],
      ["keep_events_days", 1.5, "Must be a whole number from 1 to 36500"],
      ["keep_events_days", "7", "Must be a whole number from 1 to 36500"],
      ["keep_events_days", true, "Must be a whole number from 1 to 36500"],
      ["proofread_changed_share", 1.1, "Must be a number from 0 to 1"],
      ["a_switch", 1, "Must be true or false"],
      ["a_word", "hello and bye", "Must be text of 0 to 10 characters"],
      ["a_word", 1e300, "Must be text of 0 to 10 characters"],
    ];
    for (const [key, value, message] of refused) {
      const before = await read(key);
      const response = await put(key, value);
      assert.equal(response.status, 422, `${key}: ${value}`);
      const { code, errors, detail } = await response.json();
      assert.deepEqual([code, errors], ["invalid_request", [{ path: "value", message }]]);
      assert.match(detail, new RegExp(`'${key}': it must be`));
      assert.deepEqual(await read(key), before);
    }
    for (const body of [{}, { value: null }, { value: [1] }, { value: 1, key: "other" }, { value: "a\0b" }]) {
      assert.equal(
        await outcomeOfResponse(await api.call(admin, "PUT", path("a_word"), body)),
        "422 invalid_request",
      );
    }
  });

  await t.step("go back to their defaults", async () => {
    await put("keep_events_days", 30);
    const response = await api.call(admin, "DELETE", path("keep_events_days"));
    assert.equal(response.status, 200);
    assert.equal((await response.json()).value, 7);
    assert.equal((await read("keep_events_days")).value, 7);
  });

  await t.step("that are not there are not found, and none is made", async () => {
    assert.equal(await outcomeOfResponse(await put("no_such", 1)), "404 setting_not_found");
    for (const method of ["GET", "DELETE"]) {
      assert.equal(await outcomeOfResponse(await api.call(admin, method, path("no_such"))), "404 setting_not_found");
    }
    assert.equal((await sql`select from public.settings where key = 'no_such'`).count, 0);
  });

  await t.step("leave in the audit log who changed them from what to what, whichever door they took", async () => {
    await sql`truncate public.audit_logs`;
    const response = await put("submissions_per_day", 50);
    await sql`update public.settings set value = '60' where key = 'submissions_per_day'`;
    await put("submissions_per_day", 60);
    const rows = await sql`select actor_id, action, subject, detail, request_id from public.audit_logs order by id`;
    const [before] = rows;
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      {
        actor_id: admin.id,
        action: "setting.changed",
        subject: "submissions_per_day",
        detail: { from: before?.detail.from, to: 50 },
        request_id: response.headers.get("x-request-id"),
      },
      {
        actor_id: null,
        action: "setting.changed",
        subject: "submissions_per_day",
        detail: { from: 50, to: 60 },
        request_id: null,
      },
    ]);
    assert.equal(before?.detail.from, 1_000_000);
  });
});
