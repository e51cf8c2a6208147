import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { signToken, startAuthStack } from "../support/auth.ts";

const password = "correct horse";
const setup = `create table public.notes (id int primary key, user_id uuid references auth.users on delete cascade)`;

Deno.test("auth.admin", async (t) => {
  await using stack = await startAuthStack({ setup });
  const { admin } = (await stack.createClient("service_role")).auth;
  const create = async (name: string) => {
    const { data, error } = await admin.createUser({ email: `${name}@example.com`, password, email_confirm: true });
    assert.equal(error, null);
    assert(data.user);
    return data.user;
  };
  const signIn = async (name: string, secret = password) => {
    const client = await stack.createClient("anon");
    const { data, error } = await client.auth.signInWithPassword({ email: `${name}@example.com`, password: secret });
    return { client, error, session: data.session };
  };

  await t.step("a created user has the metadata it was given and signs in with its password", async () => {
    const { data, error } = await admin.createUser({
      email: "Made@example.com",
      password,
      email_confirm: true,
      user_metadata: { name: "Made" },
      app_metadata: { role: "admin" },
    });
    assert.equal(error, null);
    assert.equal(data.user?.email, "made@example.com");
    assert.deepEqual(data.user?.user_metadata, { name: "Made" });
    assert.deepEqual(data.user?.app_metadata, { provider: "email", providers: ["email"], role: "admin" });
    const { session } = await signIn("made");
    assert.equal(session?.user.id, data.user?.id);
    assert.deepEqual(decodeJwt(session?.access_token ?? "")["app_metadata"], data.user?.app_metadata);
  });

  await t.step("a created user has the id that was chosen for it, and is not made again under that", async () => {
    const chosen = { id: crypto.randomUUID(), email: "chosen@example.com", password };
    assert.equal((await admin.createUser(chosen)).data.user?.id, chosen.id);
    assert.equal((await admin.createUser(chosen)).error?.code, "email_exists");
  });

  await t.step("a user who is not confirmed cannot sign in until an admin confirms the address", async () => {
    const { data } = await admin.createUser({ email: "later@example.com", password });
    assert.equal((await signIn("later")).error?.code, "email_not_confirmed");
    await admin.updateUserById(data.user?.id ?? "", { email_confirm: true });
    assert.equal((await signIn("later")).error, null);
  });

  await t.step(
    "users who cannot be made are refused: a taken address, none, a weak password, an unknown field",
    async () => {
      await create("first");
      const refused = async (attributes: Parameters<typeof admin.createUser>[0]) => {
        const { error } = await admin.createUser(attributes);
        return [error?.status, error?.code];
      };
      assert.deepEqual(await refused({ email: "FIRST@example.com", password }), [422, "email_exists"]);
      assert.deepEqual(await refused({ password }), [400, "validation_failed"]);
      assert.deepEqual(await refused({ email: "not an address" }), [400, "validation_failed"]);
      assert.deepEqual(await refused({ email: "weak@example.com", password: "short" }), [422, "weak_password"]);
      assert.deepEqual(await refused({ email: "phone@example.com", phone: "123" }), [400, "validation_failed"]);
    },
  );

  await t.step("pages of users are newest first and say what comes next", async () => {
    await create("older");
    const newest = await create("newer");
    const first = await admin.listUsers({ page: 1, perPage: 1 });
    assert.equal(first.error, null);
    assert.deepEqual(first.data.users.map(({ id }) => id), [newest.id]);
    const [row] = await stack.sql<[{ total: number }]>`select count(*)::int as total from auth.users`;
    const { total, nextPage, lastPage } = first.data as typeof first.data & { total: number };
    assert.deepEqual([total, nextPage, lastPage], [row.total, 2, row.total]);
    const all = await admin.listUsers();
    assert.deepEqual([all.data.users.length, (all.data as { nextPage?: number }).nextPage], [row.total, null]);
  });

  await t.step("a change merges metadata, drops what is null, and appears in the next refreshed token", async () => {
    const user = await create("promoted");
    const { client } = await signIn("promoted");
    const { data, error } = await admin.updateUserById(user.id, {
      app_metadata: { role: "admin", team: "a" },
      user_metadata: { name: "P" },
    });
    assert.equal(error, null);
    assert.deepEqual(data.user?.user_metadata, { name: "P" });
    const refreshed = await client.auth.refreshSession();
    const claims = decodeJwt(refreshed.data.session?.access_token ?? "");
    assert.deepEqual(claims["app_metadata"], { provider: "email", providers: ["email"], role: "admin", team: "a" });
    await admin.updateUserById(user.id, { app_metadata: { role: null } });
    const { data: read } = await admin.getUserById(user.id);
    assert.deepEqual(read.user?.app_metadata, { provider: "email", providers: ["email"], team: "a" });
  });

  await t.step("a new address and password replace the old ones and end every session", async () => {
    const user = await create("moving");
    const { client } = await signIn("moving");
    const { data, error } = await admin.updateUserById(user.id, {
      email: "moved@example.com",
      password: "another horse",
    });
    assert.equal(error, null);
    assert.equal(data.user?.identities?.[0]?.identity_data?.["email"], "moved@example.com");
    assert.equal((await client.auth.refreshSession()).error?.code, "refresh_token_not_found");
    assert.equal((await signIn("moving")).error?.code, "invalid_credentials");
    assert.equal((await signIn("moved", "another horse")).error, null);
  });

  await t.step("a banned user neither signs in nor refreshes until the ban is lifted", async () => {
    const user = await create("banned");
    const { client } = await signIn("banned");
    const { data } = await admin.updateUserById(user.id, { ban_duration: "1h30m" });
    const ban = Date.parse(data.user?.banned_until ?? "") - Date.now();
    assert(ban > 89 * 60_000 && ban <= 90 * 60_000, `banned for ${ban} ms`);
    assert.equal((await signIn("banned")).error?.code, "user_banned");
    assert.equal((await client.auth.refreshSession()).error?.code, "user_banned");
    await admin.updateUserById(user.id, { ban_duration: "none" });
    assert.equal((await signIn("banned")).error, null);
    const { error } = await admin.updateUserById(user.id, { ban_duration: "two days" });
    assert.equal(error?.code, "validation_failed");
  });

  await t.step("a deleted user takes sessions and rows along", async () => {
    const user = await create("leaving");
    const { client, session } = await signIn("leaving");
    await stack.sql`insert into public.notes values (1, ${user.id})`;
    assert.equal((await admin.deleteUser(user.id)).error, null);
    assert.equal((await stack.sql`select from auth.sessions where user_id = ${user.id}`).count, 0);
    assert.equal((await stack.sql`select from public.notes`).count, 0);
    assert.equal((await client.auth.getUser(session?.access_token)).error?.code, "user_not_found");
    assert.equal((await client.auth.refreshSession()).error?.code, "refresh_token_not_found");
  });

  await t.step("a user who does not exist is not found", async () => {
    const id = crypto.randomUUID();
    assert.equal((await admin.getUserById(id)).error?.code, "user_not_found");
    assert.equal((await admin.updateUserById(id, { email: "x@example.com" })).error?.code, "user_not_found");
    assert.equal((await admin.deleteUser(id)).error?.code, "user_not_found");
  });

  await t.step("nobody but the service role is an admin", async () => {
    const user = await create("curious");
    const { session } = await signIn("curious");
    const ask = async (token?: string) => {
      const answer = await fetch(`${stack.url}/auth/v1/admin/users/${user.id}`, {
        method: "PUT",
        body: JSON.stringify({ app_metadata: { role: "admin" } }),
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
      return [answer.status, (await answer.json()).error_code];
    };
    assert.deepEqual(await ask(), [401, "no_authorization"]);
    assert.deepEqual(await ask(session?.access_token), [403, "not_admin"]);
    assert.deepEqual(await ask(await signToken({ role: "anon" })), [403, "not_admin"]);
    assert.deepEqual(await ask(await signToken({ role: "service_role" }, 600, "another secret of another project")), [
      403,
      "bad_jwt",
    ]);
    assert.deepEqual(await ask(await signToken({ role: "service_role" }, -10)), [403, "bad_jwt"]);
    const { data } = await admin.getUserById(user.id);
    assert.equal(data.user?.app_metadata["role"], undefined);
  });

  await t.step("what is not part of the local stack says so", async () => {
    const { error } = await admin.inviteUserByEmail("guest@example.com");
    assert.deepEqual([error?.status, error?.code], [422, "not_implemented"]);
    const link = await admin.generateLink({ type: "magiclink", email: "guest@example.com" });
    assert.deepEqual([link.error?.status, link.error?.code], [422, "not_implemented"]);
  });
});
