import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";

Deno.test("the audit log", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, admin] = [await addPerson(sql), await addPerson(sql, { isAdmin: true })];
  const note = (action: string, subject: string, actor = admin) =>
    api.deps.db.asAdmin(actor.caller, (tx) => tx`select private.audit(${action}, ${subject}, '{"to":"5"}', 'request')`);
  await note("setting.changed", "submissions_per_day");
  await note("user.deleted", ann.id);
  await sql`select private.audit('user.made_admin', ${admin.id})`;
  const list = async (query = "") => {
    const response = await api.call(admin, "GET", `/admin/audit_logs${query}`);
    assert.equal(response.status, 200);
    return await response.json();
  };

  await t.step("tells who did what to what, newest first, page by page", async () => {
    const { data: [newest, deleted], next_cursor } = await list("?limit=2");
    assert.deepEqual([newest.action, newest.actor_id, newest.subject], ["user.made_admin", null, admin.id]);
    const { id: _id, created_at: _at, ...rest } = deleted;
    assert.deepEqual(rest, {
      actor_id: admin.id,
      action: "user.deleted",
      subject: ann.id,
      detail: { to: "5" },
      request_id: "request",
    });
    const last = await list(`?limit=2&cursor=${next_cursor}`);
    assert.deepEqual(last.data.map(({ action }: { action: string }) => action), ["setting.changed"]);
    assert.equal(last.next, null);
  });

  await t.step("is searched by actor, action and subject", async () => {
    assert.equal((await list(`?actor_id=${admin.id}`)).data.length, 2);
    assert.equal((await list("?action=setting.changed")).data.length, 1);
    assert.equal((await list(`?subject=${ann.id}`)).data.length, 1);
    assert.equal((await list(`?actor_id=${ann.id}`)).data.length, 0);
  });

  await t.step("is closed at once to who is no admin any more, whatever their token says", async () => {
    await sql`update auth.users set raw_app_meta_data = '{"role":"user"}' where id = ${admin.id}`;
    assert.equal(await outcomeOfResponse(await api.call(admin, "GET", "/admin/audit_logs")), "403 admin_needed");
    await assert.rejects(note("user.deleted", admin.id), { code: "SB002" });
    // What is wrong with the request is seen before the database answers: it must not leave that answer to nobody.
    assert.equal(
      await outcomeOfResponse(await api.call(admin, "GET", "/admin/audit_logs?cursor=none")),
      "400 invalid_cursor",
    );
  });

  await t.step("forgets what is old", async () => {
    await sql`update public.audit_logs set created_at = now() - interval '366 days' where subject = ${ann.id}`;
    await sql`select private.forget_old_rows()`;
    const left = await sql`select subject from public.audit_logs order by id`;
    assert.deepEqual(left.map(({ subject }) => subject), ["submissions_per_day", admin.id]);
  });
});
