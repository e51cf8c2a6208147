import assert from "node:assert/strict";
import { scopes, usualScopes } from "../../functions/api/api_keys/scopes.ts";
import { addApiKey, withKey } from "../support/api_keys.ts";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

Deno.test("API keys", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, admin] = [await addPerson(sql), await addPerson(sql, { isAdmin: true })];
  const call = async (method: string, path: string, body?: unknown, person = ann) =>
    await api.call(person, method, path, body);
  const make = async (body: unknown, person = ann) => await (await call("POST", "/api_keys", body, person)).json();
  const useKey = async (key: { key: string }, method = "GET", path = "/entries", body?: unknown) =>
    await outcomeOfResponse(await api.call(undefined, method, path, body, withKey(key)));

  await t.step("are shown when they are made and never again, and are stored as a hash", async () => {
    const { key, ...made } = await make({ name: " Podcast importer " });
    assert.match(key, /^sbk_[0-9A-Za-z]{36}$/);
    assert.deepEqual([made.name, made.prefix, made.scopes], ["Podcast importer", key.slice(0, 10), usualScopes]);
    assert.deepEqual([made.last_used_at, made.expires_at, made.revoked_at], [null, null, null]);
    assert.deepEqual(await (await call("GET", `/api_keys/${made.id}`)).json(), made);
    assert.deepEqual((await (await call("GET", "/api_keys")).json()).data, [made]);
    const [{ row }] = await sql<[{ row: string }]>`select k::text as row from public.api_keys k where id = ${made.id}`;
    assert(!row.includes(key.slice(10)), "The key is in its row");
  });

  await t.step("act for their owner, and say when they last did, to the minute", async () => {
    const { id, key } = await make({ name: "Reader" });
    const added = await api.call(undefined, "POST", "/entries", { kind: "text", text: "Hello" }, withKey({ key }));
    const entry = await added.json();
    assert.equal((await call("GET", `/entries/${entry.id}`)).status, 200);
    const lastUse = async () => (await (await call("GET", `/api_keys/${id}`)).json()).last_used_at;
    const first = await lastUse();
    assert(Math.abs(Date.parse(first) - Date.now()) < 10_000);
    assert.equal(await useKey({ key }), "200");
    assert.equal(await lastUse(), first);
    await sql`update public.api_keys set last_used_at = now() - interval '61 seconds' where id = ${id}`;
    assert.equal(await useKey({ key }), "200");
    assert(Date.parse(await lastUse()) >= Date.parse(first));
  });

  await t.step("wait for nobody who notes their use at the same time", async () => {
    const { id, key } = await addApiKey(sql, ann);
    await sql.begin(async (tx) => {
      await tx`select from public.api_keys where id = ${id} for update`;
      assert.equal(await useKey({ key }), "200");
    });
  });

  await t.step("end when they are revoked, at once, and however often that is asked", async () => {
    const { id, key } = await make({ name: "Leaked" });
    assert.equal(await useKey({ key }), "200");
    for (const _ of [1, 2]) assert.equal((await call("DELETE", `/api_keys/${id}`)).status, 204);
    assert.equal(await useKey({ key }), "401 api_key_revoked");
    assert.notEqual((await (await call("GET", `/api_keys/${id}`)).json()).revoked_at, null);
  });

  await t.step("end when their time is over", async () => {
    const { id, key, expires_at } = await make({ name: "For a day", expires_in: "24h" });
    assert(Math.abs(Date.parse(expires_at) - Date.now() - 86_400_000) < 10_000);
    assert.equal(await useKey({ key }), "200");
    await sql`update public.api_keys set expires_at = now() where id = ${id}`;
    assert.equal(await useKey({ key }), "401 api_key_expired");
  });

  await t.step("tell a typo from a key that is none, and say how a request is to be signed", async () => {
    const { key } = await addApiKey(sql, ann);
    const typos = [
      key.slice(0, -1),
      `${key}x`,
      key.toUpperCase().replace("SBK", "sbk"),
      key.replace(/.{6}$/, "000000"),
    ];
    for (const typo of [...typos, "sbk_"]) assert.equal(await useKey({ key: typo }), "401 api_key_mistyped");
    const response = await api.call(undefined, "GET", "/entries", undefined, withKey({ key: "sbk_" }));
    assert.equal(response.headers.get("www-authenticate"), "Bearer");
  });

  await t.step("may what their scopes say, and the answer names the one that is missing", async () => {
    const key = await addApiKey(sql, ann, { scopes: ["transcriptions:read"] });
    assert.equal(await useKey(key, "GET", "/transcriptions"), "200");
    const refused = await api.call(undefined, "POST", "/transcriptions", { url: "https://example.com" }, withKey(key));
    assert.match((await readProblem(refused)).detail, /'transcriptions:write'/);
    const { scopes: chosen } = await make({ name: "Twice", scopes: ["search:read", "search:read"] });
    assert.deepEqual(chosen, ["search:read"]);
  });

  await t.step("make and change no keys, whatever their scopes", async () => {
    const key = await addApiKey(sql, admin, { scopes });
    const routes = [["GET", ""], ["POST", ""], ["GET", `/${key.id}`], ["PATCH", `/${key.id}`], [
      "DELETE",
      `/${key.id}`,
    ]];
    for (const [method, path] of routes) {
      assert.equal(
        await useKey(key, method, `/api_keys${path}`, method === "GET" ? undefined : { name: "New" }),
        "403 user_token_needed",
      );
    }
  });

  await t.step("are an admin's only where their owner is one, now, and they have the scope", async () => {
    assert.equal(
      await outcomeOfResponse(await call("POST", "/api_keys", { name: "x", scopes: ["admin"] })),
      "403 admin_needed",
    );
    const { key } = await make({ name: "Dashboard", scopes: ["admin"] }, admin);
    assert.equal(await useKey({ key }, "GET", "/admin/audit_logs"), "200");
    assert.equal(await useKey({ key }), "403 scope_missing");
    await sql`update auth.users set raw_app_meta_data = '{}' where id = ${admin.id}`;
    assert.equal(await useKey({ key }, "GET", "/admin/audit_logs"), "403 admin_needed");
    await sql`update auth.users set raw_app_meta_data = '{"role":"admin"}' where id = ${admin.id}`;
  });

  await t.step("give an admin's other programs no claim of an admin", async () => {
    const key = await addApiKey(sql, admin);
    const claims = await claimsOf(key);
    assert.deepEqual(claims.app_metadata, {});
    assert.equal(claims.api_key_id, key.id);
  });

  await t.step("end with their user, and rest while that is banned", async () => {
    const bob = await addPerson(sql);
    const key = await addApiKey(sql, bob);
    await sql`update auth.users set banned_until = now() + interval '1 hour' where id = ${bob.id}`;
    assert.equal(await useKey(key), "403 user_banned");
    await sql`update auth.users set banned_until = now() - interval '1 second' where id = ${bob.id}`;
    assert.equal(await useKey(key), "200");
    await sql`delete from auth.users where id = ${bob.id}`;
    assert.equal(await useKey(key), "401 api_key_unknown");
  });

  await t.step("are for anonymous visitors too, as whom their programs then count", async () => {
    const visitor = await addPerson(sql, { isAnonymous: true });
    const { key } = await make({ name: "Kiosk" }, visitor);
    assert.equal((await claimsOf({ key })).is_anonymous, true);
  });

  await t.step("leave word in the audit log, of what they do as well", async () => {
    const { id, key, prefix } = await make({ name: "Audited", scopes: ["usage:read"] });
    await call("DELETE", `/api_keys/${id}`);
    const rows = await sql`select action, actor_id, detail from public.audit_logs where subject = ${id} order by id`;
    assert.deepEqual(rows.map(({ action, actor_id }) => [action, actor_id]), [
      ["api_key.created", ann.id],
      ["api_key.revoked", ann.id],
    ]);
    assert.deepEqual(rows[0]!.detail, { prefix, scopes: ["usage:read"], expires_at: null });
    assert(!JSON.stringify(rows).includes(key));
    const used = await addApiKey(sql, ann);
    await api.deps.db.asUser(
      { ...ann.caller, claims: JSON.stringify(await claimsOf(used)) },
      (tx) => tx`select private.audit('thing.done', 'by key')`,
    );
    const [done] = await sql`select detail from public.audit_logs where subject = 'by key'`;
    assert.deepEqual(done!.detail, { api_key_id: used.id });
  });

  await t.step("are as many as the operator allows, of those that work, even when two are made at once", async () => {
    const carl = await addPerson(sql);
    await sql`update public.settings set value = '3' where key = 'api_keys_per_user'`;
    await addApiKey(sql, carl, { isExpired: true });
    const makeOne = async () => await outcomeOfResponse(await call("POST", "/api_keys", { name: "x" }, carl));
    const outcomes = await Promise.all(Array.from({ length: 5 }, makeOne));
    assert.deepEqual(outcomes.sort(), ["201", "201", "201", "409 api_key_limit_reached", "409 api_key_limit_reached"]);
    const { data: [newest] } = await (await call("GET", "/api_keys", undefined, carl)).json();
    await call("DELETE", `/api_keys/${newest.id}`, undefined, carl);
    assert.equal(await makeOne(), "201");
    await sql`update public.settings set value = '20' where key = 'api_keys_per_user'`;
  });

  await t.step("come once under an Idempotency-Key, and the same key again", async () => {
    const again = async () =>
      await (await api.call(ann, "POST", "/api_keys", { name: "Once" }, { "idempotency-key": "make one" })).json();
    const [first, second] = [await again(), await again()];
    assert.deepEqual(second, first);
  });

  await t.step("refuse what cannot be kept", async () => {
    const bad = [{}, { name: "" }, { name: "x".repeat(101) }, { name: "x", scopes: [] }, {
      name: "x",
      scopes: ["all"],
    }];
    for (const body of [...bad, { name: "x", expires_in: 5 }, { name: "x", user_id: admin.id }]) {
      assert.equal(await outcomeOfResponse(await call("POST", "/api_keys", body)), "422 invalid_request");
    }
  });

  await t.step("are forgotten a while after they have ended", async () => {
    const [revoked, alive] = [await addApiKey(sql, ann, { isRevoked: true }), await addApiKey(sql, ann)];
    await sql`update public.api_keys set revoked_at = now() - interval '91 days' where id = ${revoked.id}`;
    await sql`select private.forget_old_rows()`;
    const left = await sql<{ id: string }[]>`select id from public.api_keys where id in ${sql([revoked.id, alive.id])}`;
    assert.deepEqual(left.map(({ id }) => id), [alive.id]);
  });

  /** What row-level security is told of a request that comes by a key. */
  async function claimsOf(key: { key: string }): Promise<Record<string, unknown>> {
    let claims = "{}";
    const db: typeof api.deps.db = {
      ...api.deps.db,
      asUser: (caller, work) => (claims = caller.claims, api.deps.db.asUser(caller, work)),
    };
    const response = await api.callWith({ db })(undefined, "GET", "/entries", undefined, withKey(key));
    assert.equal(response.status, 200);
    return JSON.parse(claims);
  }
});
