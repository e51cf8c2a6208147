import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { startAuthStack } from "../support/auth.ts";

const password = "correct horse";

Deno.test("auth of anonymous users", async (t) => {
  await using stack = await startAuthStack();
  const visit = async () => {
    const client = await stack.createClient("anon");
    const { data, error } = await client.auth.signInAnonymously({ options: { data: { locale: "de" } } });
    assert.equal(error, null);
    assert(data.user && data.session);
    return { client, user: data.user, session: data.session };
  };

  await t.step("a visitor gets a user of its own, who says so in its token", async () => {
    const [one, other] = [await visit(), await visit()];
    assert.notEqual(one.user.id, other.user.id);
    assert.equal(one.user.is_anonymous, true);
    assert.deepEqual(one.user.user_metadata, { locale: "de" });
    const claims = decodeJwt(one.session.access_token);
    assert.deepEqual([claims["is_anonymous"], claims["role"], claims.aud], [true, "authenticated", "authenticated"]);
    assert.equal((await one.client.auth.getUser()).data.user?.is_anonymous, true);
  });

  await t.step("the session of a visitor can be refreshed and ended", async () => {
    const { client, user } = await visit();
    const { data, error } = await client.auth.refreshSession();
    assert.equal(error, null);
    const claims = decodeJwt(data.session?.access_token ?? "");
    assert.deepEqual([claims.sub, claims["is_anonymous"]], [user.id, true]);
    assert.equal((await client.auth.signOut()).error, null);
    assert.equal((await stack.sql`select from auth.sessions where user_id = ${user.id}`).count, 0);
  });

  await t.step("an address and a password make the visitor a permanent user with the same id and session", async () => {
    const { client, user } = await visit();
    const { data, error } = await client.auth.updateUser({
      email: "Stays@example.com",
      password,
      data: { name: "Eve" },
    });
    assert.equal(error, null);
    assert.deepEqual([data.user?.id, data.user?.email, data.user?.is_anonymous], [user.id, "stays@example.com", false]);
    assert.deepEqual(data.user?.user_metadata, { locale: "de", name: "Eve" });
    assert.equal(data.user?.identities?.[0]?.provider, "email");

    const refreshed = await client.auth.refreshSession();
    const claims = decodeJwt(refreshed.data.session?.access_token ?? "");
    assert.equal(claims["is_anonymous"], false);
    assert.deepEqual(claims["app_metadata"], { provider: "email", providers: ["email"] });
    const signedIn = await client.auth.signInWithPassword({ email: "stays@example.com", password });
    assert.equal(signedIn.data.user?.id, user.id);
  });

  await t.step(
    "a visitor cannot take the address of another, a weak password, or a password without an address",
    async () => {
      const { client } = await visit();
      const change = async (attributes: { email?: string; password?: string }) => {
        const { error } = await client.auth.updateUser(attributes);
        return [error?.status, error?.code];
      };
      assert.deepEqual(await change({ email: "stays@example.com", password }), [422, "email_exists"]);
      assert.deepEqual(await change({ email: "new@example.com", password: "short" }), [422, "weak_password"]);
      assert.deepEqual(await change({ password }), [422, "validation_failed"]);
      assert.equal((await client.auth.getUser()).data.user?.is_anonymous, true);
    },
  );

  await t.step("a permanent user who changes the address is asked by mail first", async () => {
    const { client } = await visit();
    await client.auth.updateUser({ email: "old@example.com", password });
    const { data, error } = await client.auth.updateUser({ email: "next@example.com" });
    assert.equal(error, null);
    assert.deepEqual([data.user?.email, data.user?.new_email], ["old@example.com", "next@example.com"]);
    assert.equal(stack.mails.length, 1);
  });
});
