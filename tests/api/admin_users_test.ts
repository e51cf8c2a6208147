import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addFixture, addText, listObjects } from "../support/entries.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { jobsOf, tick } from "../support/retention.ts";

Deno.test("users, as an admin sees and changes them", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const visitor = await addPerson(sql, { isAnonymous: true });
  const [admin, other] = [await addPerson(sql, { isAdmin: true }), await addPerson(sql, { isAdmin: true })];
  const oldestFirst = [ann, visitor, admin, other];
  for (const [day, { id }] of oldestFirst.entries()) {
    await sql`update auth.users set created_at = '2026-01-01Z'::timestamptz + make_interval(days => ${day}) where id = ${id}`;
  }
  const ask = async (method: string, path: string, body?: unknown, person = admin) =>
    await api.call(person, method, `/admin/users${path}`, body);
  const outcome = async (...asked: Parameters<typeof ask>) => await outcomeOfResponse(await ask(...asked));
  const read = async (path = "") => {
    const response = await ask("GET", path);
    assert.equal(response.status, 200);
    return await response.json();
  };
  const idsOf = async (path: string) => (await read(path)).data.map(({ id }: { id: string }) => id);
  const lastAudit = async () => {
    const [row] = await sql`select action, subject, detail from public.audit_logs order by id desc limit 1`;
    return { ...row };
  };

  await t.step("are listed newest first, page by page", async () => {
    const { data, next_cursor } = await read("?limit=3");
    assert.deepEqual(data.map(({ id }: Person) => id), [other.id, admin.id, visitor.id]);
    assert.deepEqual(await idsOf(`?limit=3&cursor=${next_cursor}`), [ann.id]);
  });

  await t.step("are found by part of their address and by what they are", async () => {
    assert.deepEqual(await idsOf(`?q=${ann.id.slice(0, 13).toUpperCase()}`), [ann.id]);
    assert.deepEqual(await idsOf("?role=admin"), [other.id, admin.id]);
    assert.deepEqual(await idsOf("?role=anonymous"), [visitor.id]);
    assert.deepEqual(await idsOf("?role=user"), [ann.id]);
  });

  await t.step("come with what they brought and used, this month and in all", async () => {
    await addText(api, ann, "Hello");
    const { byte_size } = await addFixture(api, ann);
    await sql`
      insert into public.usage_daily (user_id, day, transcriptions, audio_ms, input_tokens, output_tokens)
      values (${ann.id}, (now() at time zone 'utc')::date, 1, 60000, 10, 5), (${ann.id}, '2020-01-01', 2, 30000, 1, 1)
      on conflict (user_id, day) do update set transcriptions = 1, audio_ms = 60000, input_tokens = 10, output_tokens = 5`;
    const { usage, created_at: _, ...rest } = await read(`/${ann.id}`);
    assert.deepEqual(rest, {
      id: ann.id,
      email: `${ann.id}@example.com`,
      is_anonymous: false,
      is_admin: false,
      last_sign_in_at: null,
      banned_until: null,
    });
    assert.deepEqual(usage, {
      entries: 2,
      transcriptions: 1,
      storage_bytes: byte_size,
      month: { transcriptions: 1, audio_ms: 60000, input_tokens: 10, output_tokens: 5 },
      total: { transcriptions: 3, audio_ms: 90000, input_tokens: 11, output_tokens: 6 },
    });
  });

  const signIn = async (email: string, password: string) => {
    const response = await api.outside.fetch(
      new Request(`${api.deps.config.supabaseUrl}/auth/v1/token?grant_type=password`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password }),
      }),
    );
    return response.status;
  };

  await t.step("are added in Auth with a password that is made for them, told once, and signs them in", async () => {
    const response = await ask("POST", "", { email: "New@Example.com", is_admin: true });
    assert.equal(response.status, 201);
    const { id, email, is_admin, password } = await response.json();
    assert.deepEqual([email, is_admin], ["new@example.com", true]);
    assert.equal(await signIn(email, password), 200);
    assert.equal((await read(`/${id}`)).password, undefined);
    const actions = await sql`select action from public.audit_logs where subject = ${id} order by id`;
    assert.deepEqual(actions.map(({ action }) => action), ["user.requested", "user.created"]);
    assert.equal((await sql`select from public.audit_logs where detail::text ilike ${`%${password}%`}`).length, 0);
  });

  await t.step("are added with the password that the admin chose, which is not in the answer", async () => {
    const response = await ask("POST", "", { email: "chosen@example.com", password: "correct horse" });
    assert.equal((await response.json()).password, undefined);
    assert.equal(await signIn("chosen@example.com", "correct horse"), 200);
  });

  await t.step("are not added twice, with a weak password, or while Auth is away", async () => {
    assert.equal(await outcome("POST", "", { email: `${ann.id}@EXAMPLE.com` }), "409 email_taken");
    assert.equal(await outcome("POST", "", { email: "weak@example.com", password: "weak" }), "422 password_too_weak");
    const away = api.callWith({ fetch: () => Promise.reject(new TypeError("connection refused")) });
    const response = await away(admin, "POST", "/admin/users", { email: "away@example.com" });
    assert.equal(await outcomeOfResponse(response), "503 auth_unavailable");
    assert.deepEqual(await idsOf("?q=weak@"), []);
  });

  await t.step("a try whose answer was lost after Auth had made the user is taken up by the next one", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = { email: "once@example.com" };
    let works = 0;
    const losing = api.callWith({
      db: {
        ...api.deps.db,
        asAdmin: (caller, work) =>
          ++works === 2 ? Promise.reject(new Error("The function dies here")) : api.deps.db.asAdmin(caller, work),
      },
    });
    assert.equal((await losing(admin, "POST", "/admin/users", body, headers)).status, 500);
    const again = await api.call(admin, "POST", "/admin/users", body, headers);
    assert.equal(again.status, 201);
    const { id, password } = await again.json();
    assert.equal(await signIn("once@example.com", password), 200);
    const replayed = await api.call(admin, "POST", "/admin/users", body, headers);
    assert.deepEqual([(await replayed.json()).id, replayed.headers.get("idempotency-replayed")], [id, "true"]);
  });

  await t.step("are made admins and none, which holds at once whatever their tokens say", async () => {
    assert.equal((await (await ask("PATCH", `/${ann.id}`, { is_admin: true })).json()).is_admin, true);
    assert.deepEqual(await lastAudit(), {
      action: "user.changed",
      subject: ann.id,
      detail: { is_admin: true, is_banned: null },
    });
    assert.equal((await (await ask("PATCH", `/${other.id}`, { is_admin: false })).json()).is_admin, false);
    assert.equal(await outcome("GET", "", undefined, other), "403 admin_needed");
    await ask("PATCH", `/${other.id}`, { is_admin: true });
    assert.equal(await outcome("GET", "", undefined, other), "200");
  });

  await t.step("are banned and let in again; who is banned is no admin", async () => {
    assert.equal(await signIn("chosen@example.com", "correct horse"), 200);
    const [{ id }] = await sql<[{ id: string }]>`select id from auth.users where email = 'chosen@example.com'`;
    const { banned_until } = await (await ask("PATCH", `/${id}`, { is_banned: true })).json();
    assert(Date.parse(banned_until) > Date.now());
    assert.equal(await signIn("chosen@example.com", "correct horse"), 400);
    await ask("PATCH", `/${id}`, { is_banned: false });
    assert.equal(await signIn("chosen@example.com", "correct horse"), 200);
    await ask("PATCH", `/${other.id}`, { is_banned: true });
    assert.equal(await outcome("GET", "", undefined, other), "403 admin_needed");
    await ask("PATCH", `/${other.id}`, { is_banned: false });
  });

  await t.step("nobody takes away their own rights or account, and a visitor becomes no admin", async () => {
    assert.equal(await outcome("PATCH", `/${admin.id}`, { is_admin: false }), "409 own_account");
    assert.equal(await outcome("PATCH", `/${admin.id}`, { is_banned: true }), "409 own_account");
    assert.equal(await outcome("DELETE", `/${admin.id}`), "409 own_account");
    assert.equal(await outcome("PATCH", `/${visitor.id}`, { is_admin: true }), "409 user_is_anonymous");
    assert.equal(await outcome("PATCH", `/${ann.id}`, {}), "422 invalid_request");
    assert.equal((await read(`/${admin.id}`)).is_admin, true);
  });

  await t.step("two admins who take away each other at once leave one", async () => {
    const pairs = await Promise.all([
      outcome("DELETE", `/${other.id}`, undefined, admin),
      outcome("PATCH", `/${admin.id}`, { is_admin: false }, other),
    ]);
    assert.equal(pairs.filter((pair) => /^20[04]$/.test(pair)).length, 1, pairs.join());
    assert.equal(pairs.filter((pair) => pair === "403 admin_needed").length, 1, pairs.join());
  });
});

Deno.test("a user who is deleted takes along all that they own, in Storage and at providers too", async () => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, bob, admin] = [await addPerson(sql), await addPerson(sql), await addPerson(sql, { isAdmin: true })];
  await addFixture(api, ann);
  const { transcription_id } = await addText(api, ann, "Hello");
  const [{ id: copy }] = await sql<[{ id: string }]>`
    insert into private.dispatches (user_id, transcription_id, provider, state, external_id)
    values (${ann.id}, ${transcription_id}, 'assemblyai', 'done', 'theirs') returning id`;
  const kept = await addFixture(api, bob);
  assert.equal((await listObjects(sql)).length, 2);

  assert.equal((await api.call(admin, "DELETE", `/admin/users/${ann.id}`)).status, 204);
  assert.equal(
    await outcomeOfResponse(await api.call(admin, "DELETE", `/admin/users/${ann.id}`)),
    "404 user_not_found",
  );
  for (const table of ["entries", "transcriptions", "segments", "events", "usage_daily"]) {
    assert.deepEqual([...await sql`select from public.${sql(table)} where user_id = ${ann.id}`], [], table);
  }
  assert.deepEqual(await jobsOf(sql, copy), ["forget queued"]);
  await tick(api);
  assert.deepEqual(await listObjects(sql), [kept.object_path]);
  const [{ forgotten_at }] = await sql<[{ forgotten_at: Date | null }]>`
    select forgotten_at from private.dispatches where id = ${copy}`;
  assert(forgotten_at);
  assert.equal((await api.call(bob, "GET", `/entries/${kept.id}`)).status, 200);
  const logs = await sql`select actor_id, action from public.audit_logs where subject = ${ann.id}`;
  assert.deepEqual(logs.map((row) => ({ ...row })), [{ actor_id: admin.id, action: "user.deleted" }]);
});
