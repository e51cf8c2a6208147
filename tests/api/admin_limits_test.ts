import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";

const none = {
  submissions_per_day: null,
  submissions_per_minute: null,
  requests_per_minute: null,
  monthly_audio_seconds: null,
};

Deno.test("limits of a user by the API", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, admin] = [await addPerson(sql), await addPerson(sql, { isAdmin: true })];
  const path = `/admin/users/${ann.id}/limits`;
  const limitsOf = async (response: Response) => {
    assert.equal(response.status, 200);
    return await response.json();
  };
  const perDay = async () => (await (await api.call(ann, "GET", "/usage")).json()).today.submissions.limit;

  await t.step("are none at first", async () => {
    assert.deepEqual(await limitsOf(await api.call(admin, "GET", path)), { user_id: ann.id, ...none });
  });

  await t.step("are set all at once, count at once, and what is left out is the setting", async () => {
    const limits = { ...none, submissions_per_day: 3, monthly_audio_seconds: 0 };
    const body = { submissions_per_day: 3, monthly_audio_seconds: 0 };
    assert.deepEqual(await limitsOf(await api.call(admin, "PUT", path, body)), { user_id: ann.id, ...limits });
    assert.equal(await perDay(), 3);
    const other = { ...none, submissions_per_day: 4 };
    assert.deepEqual(await limitsOf(await api.call(admin, "PUT", path, { submissions_per_day: 4 })), {
      user_id: ann.id,
      ...other,
    });
    assert.deepEqual(await limitsOf(await api.call(admin, "GET", path)), { user_id: ann.id, ...other });
    assert.equal(await perDay(), 4);
  });

  await t.step("that make no sense are refused", async () => {
    for (const limit of [-1, 1.5, "3", 2147483648]) {
      const response = await api.call(admin, "PUT", path, { submissions_per_day: limit });
      assert.equal(await outcomeOfResponse(response), "422 invalid_request");
    }
    const response = await api.call(admin, "PUT", path, { submissions_per_week: 1 });
    assert.equal(await outcomeOfResponse(response), "422 invalid_request");
  });

  await t.step("are taken away, twice as well as once", async () => {
    for (let i = 0; i < 2; i++) assert.equal((await api.call(admin, "DELETE", path)).status, 204);
    assert.deepEqual(await limitsOf(await api.call(admin, "GET", path)), { user_id: ann.id, ...none });
    assert.equal(await perDay(), 1_000_000);
  });

  await t.step("of nobody are not found", async () => {
    const missing = `/admin/users/${crypto.randomUUID()}/limits`;
    for (const [method, body] of [["GET"], ["PUT", {}], ["DELETE"]] as const) {
      assert.equal(await outcomeOfResponse(await api.call(admin, method, missing, body)), "404 user_not_found");
    }
  });

  await t.step("leave in the audit log who changed them from what to what", async () => {
    const rows = await sql`select actor_id, action, subject, detail from public.audit_logs order by id`;
    assert.deepEqual(rows.map(({ action, detail: { from, to } }) => [action, from.submissions_per_day, to]), [
      ["limits.changed", null, { ...none, submissions_per_day: 3, monthly_audio_seconds: 0 }],
      ["limits.changed", 3, { ...none, submissions_per_day: 4 }],
      ["limits.removed", 4, undefined],
    ]);
    assert.deepEqual(new Set(rows.map((row) => `${row.actor_id} ${row.subject}`)), new Set([`${admin.id} ${ann.id}`]));
  });
});
