import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { signToken, startAuthStack } from "../support/auth.ts";

const password = "correct horse";

Deno.test("auth of users", async (t) => {
  await using stack = await startAuthStack();
  const emailOf = (name: string) => `${name}@example.com`;
  const signUp = async (name: string) => {
    const client = await stack.createClient("anon");
    const { data, error } = await client.auth.signUp({ email: emailOf(name), password });
    assert.equal(error, null);
    assert(data.user && data.session);
    return { client, user: data.user, session: data.session };
  };

  await t.step("a sign-up confirms the address at once and opens a session", async () => {
    const client = await stack.createClient("anon");
    const { data, error } = await client.auth.signUp({
      email: "Ada@Example.com",
      password,
      options: { data: { name: "Ada" } },
    });
    assert.equal(error, null);
    assert.equal(data.user?.email, "ada@example.com");
    assert.match(data.user?.email_confirmed_at ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.equal(data.user?.user_metadata["name"], "Ada");
    assert.equal(data.user?.identities?.[0]?.provider, "email");
    assert.equal(stack.mails.length, 0);
  });

  await t.step("an access token carries the claims of a hosted project", async () => {
    const { user, session } = await signUp("claims");
    const { iat = 0, exp = 0, session_id, ...claims } = decodeJwt(session.access_token);
    assert.equal(exp - iat, 3600);
    assert.match(String(session_id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(claims, {
      iss: `${stack.url}/auth/v1`,
      aud: "authenticated",
      sub: user.id,
      role: "authenticated",
      email: user.email,
      phone: "",
      app_metadata: { provider: "email", providers: ["email"] },
      user_metadata: user.user_metadata,
      is_anonymous: false,
      aal: "aal1",
    });
  });

  await t.step("metadata is stored as JSON that policies and triggers can read", async () => {
    const { user } = await signUp("metadata");
    const [row] = await stack.sql`
      select raw_app_meta_data ->> 'provider' as provider, raw_user_meta_data ->> 'email' as email, identities.email as identity
      from auth.users join auth.identities on user_id = users.id where users.id = ${user.id}`;
    assert.deepEqual({ ...row }, { provider: "email", email: user.email, identity: user.email });
  });

  await t.step(
    "signing in, reading the user and the claims, refreshing and signing out work as on a project",
    async () => {
      const { user } = await signUp("round");
      const client = await stack.createClient("anon");
      const signedIn = await client.auth.signInWithPassword({ email: emailOf("round"), password });
      assert.equal(signedIn.data.user?.id, user.id);

      const { data: read } = await client.auth.getUser();
      assert.equal(read.user?.email, user.email);
      const { data: claims } = await client.auth.getClaims();
      assert.equal(claims?.claims.sub, user.id);

      const refreshed = await client.auth.refreshSession();
      assert.equal(refreshed.error, null);
      assert.notEqual(refreshed.data.session?.refresh_token, signedIn.data.session?.refresh_token);
      const { session_id } = decodeJwt(refreshed.data.session?.access_token ?? "");
      assert.equal(session_id, decodeJwt(signedIn.data.session?.access_token ?? "")["session_id"]);

      assert.equal((await client.auth.signOut()).error, null);
      const { error } = await client.auth.refreshSession({
        refresh_token: refreshed.data.session?.refresh_token ?? "",
      });
      assert.equal(error?.code, "refresh_token_not_found");
      const { error: gone } = await client.auth.getUser(refreshed.data.session?.access_token);
      assert.equal(gone?.name, "AuthSessionMissingError");
    },
  );

  await t.step("a wrong password, a taken address and a weak password are refused as GoTrue refuses them", async () => {
    await signUp("taken");
    const client = await stack.createClient("anon");
    const email = emailOf("taken");
    const wrong = await client.auth.signInWithPassword({ email, password: "not this one" });
    assert.deepEqual([wrong.error?.status, wrong.error?.code], [400, "invalid_credentials"]);
    const unknown = await client.auth.signInWithPassword({ email: emailOf("nobody"), password });
    assert.deepEqual([unknown.error?.status, unknown.error?.code, unknown.error?.message], [
      ...[wrong.error?.status, wrong.error?.code, wrong.error?.message],
    ]);
    const taken = await client.auth.signUp({ email, password });
    assert.deepEqual([taken.error?.status, taken.error?.code], [422, "user_already_exists"]);
    const weak = await client.auth.signUp({ email: emailOf("weak"), password: "short" });
    assert.deepEqual([weak.error?.status, weak.error?.code], [422, "weak_password"]);
  });

  await t.step("a user changes the password and metadata, and keeps the session", async () => {
    const { client } = await signUp("changes");
    const { data, error } = await client.auth.updateUser({ password: "another horse", data: { theme: "dark" } });
    assert.equal(error, null);
    assert.equal(data.user?.user_metadata["theme"], "dark");
    assert.equal((await client.auth.refreshSession()).error, null);
    const again = await client.auth.signInWithPassword({ email: emailOf("changes"), password: "another horse" });
    assert.equal(again.error, null);
  });

  await t.step("a reset of the password hands over a mail whose link and code both open a session", async () => {
    const { user, client } = await signUp("forgetful");
    const requestMail = async () => {
      assert.equal((await client.auth.resetPasswordForEmail(emailOf("forgetful"))).error, null);
      const { to, text = "" } = stack.mails.at(-1) ?? {};
      assert.equal(to, emailOf("forgetful"));
      return { link: /http\S+/.exec(text)?.[0] ?? "", code: /\b\d{6}\b/.exec(text)?.[0] ?? "" };
    };

    const { link } = await requestMail();
    assert(link.startsWith(`${stack.url}/auth/v1/verify?`));
    const answer = await fetch(link, { redirect: "manual" });
    await answer.body?.cancel();
    assert.equal(answer.status, 303);
    const fragment = new URLSearchParams(new URL(answer.headers.get("location") ?? "").hash.slice(1));
    const claims = decodeJwt(fragment.get("access_token") ?? "");
    assert.deepEqual([claims.sub, claims.iss], [user.id, `${stack.url}/auth/v1`]);
    assert.equal(
      (await client.auth.refreshSession({ refresh_token: fragment.get("refresh_token") ?? "" })).error,
      null,
    );

    const { code } = await requestMail();
    const { data } = await client.auth.verifyOtp({ email: emailOf("forgetful"), token: code, type: "recovery" });
    assert.equal(decodeJwt(data.session?.access_token ?? "").iss, `${stack.url}/auth/v1`);
  });

  await t.step("a token that is missing, forged, expired or malformed names no user", async () => {
    const { user } = await signUp("tokens");
    const claims = { sub: user.id, role: "authenticated", aud: "authenticated" };
    const ask = async (authorization?: string) => {
      const answer = await fetch(`${stack.url}/auth/v1/user`, { headers: authorization ? { authorization } : {} });
      return [answer.status, (await answer.json()).error_code];
    };
    assert.deepEqual(await ask(), [401, "no_authorization"]);
    assert.deepEqual(await ask(`Bearer ${await signToken(claims, 600, "another secret of another project")}`), [
      403,
      "bad_jwt",
    ]);
    assert.deepEqual(await ask(`Bearer ${await signToken(claims, -10)}`), [403, "bad_jwt"]);
    assert.deepEqual(await ask("Bearer nonsense"), [403, "bad_jwt"]);
    assert.deepEqual(await ask(`Bearer ${await signToken(claims)}`), [200, undefined]);
  });

  await t.step("health, settings and the empty key set answer without a token", async () => {
    const read = async (path: string) => await (await fetch(`${stack.url}/auth/v1/${path}`)).json();
    assert.equal((await read("health")).name, "GoTrue");
    assert.deepEqual(await read(".well-known/jwks.json"), { keys: [] });
    const settings = await read("settings");
    assert.equal(settings.mailer_autoconfirm, true);
    assert.equal(settings.external.anonymous_users, true);
  });
});

Deno.test("an access token lives as long as it was told to", async () => {
  await using stack = await startAuthStack({ tokenSeconds: 60 });
  const client = await stack.createClient("anon");
  const { data } = await client.auth.signUp({ email: "brief@example.com", password });
  const { iat = 0, exp = 0 } = decodeJwt(data.session?.access_token ?? "");
  assert.equal(exp - iat, 60);
  assert.equal(data.session?.expires_in, 60);
});
