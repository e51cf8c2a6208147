import assert from "node:assert/strict";
import { createVerifier } from "../../shared/auth.ts";
import { AppError } from "../../shared/errors.ts";
import { createSigningKey, signWith, startKeyServer } from "../support/key_server.ts";
import { signToken, userClaims } from "../support/people.ts";
import { testServer } from "../support/test_server.ts";
import { until } from "../support/until.ts";

const id = crypto.randomUUID();
const jwtSecret = testServer().keys.jwtSecret;

Deno.test("tokens of published keys", async (t) => {
  const [elliptic, rsa, next] = [
    await createSigningKey("ES256"),
    await createSigningKey("RS256"),
    await createSigningKey("ES256"),
  ];
  await using server = startKeyServer([elliptic, rsa]);
  const create = () => createVerifier({ supabaseUrl: server.url, publicUrl: testServer().url, jwtSecret: undefined });
  const verify = create();

  await t.step("are accepted with ES256 and with RS256, and name the caller", async () => {
    for (const key of [elliptic, rsa]) {
      const caller = await verify(`Bearer ${await signWith(key, id)}`);
      assert.deepEqual({ ...caller, claims: JSON.parse(caller.claims).sub }, {
        userId: id,
        isAnonymous: false,
        isAdmin: false,
        claims: id,
      });
    }
    assert.equal(server.requests, 1);
  });

  await t.step("are refused where another key signed them under a published name", async () => {
    assert.equal(await refusal(verify, await signWith({ ...next, kid: elliptic.kid }, id)), "401 token_invalid");
  });

  await t.step("are refused where no shared secret was set but one was used", async () => {
    assert.equal(await refusal(verify, await signToken(userClaims(id))), "401 token_invalid");
  });

  await t.step("are accepted when a new key was published after the first was read", async () => {
    server.publish([elliptic, next]);
    const token = await signWith(next, id);
    // What is not known is not asked for more than twice a minute, so that nonsense cannot flood Auth.
    assert.equal(await refusal(verify, token), "401 token_invalid");
    const { userId } = await later(31_000, () => verify(`Bearer ${token}`));
    assert.deepEqual([userId, server.requests], [id, 2]);
  });

  await t.step("are refused when their key was withdrawn and the keys are read again", async () => {
    const token = await signWith(rsa, id);
    assert.equal(await later(11 * 60_000, () => refusal(verify, token)), "401 token_invalid");
  });

  await t.step("cannot be judged while the keys cannot be read, which a caller may try again", async () => {
    const fresh = create();
    const token = await signWith(next, id);
    for (const status of [500, 404, 429]) {
      server.publish(status);
      assert.equal(await refusal(fresh, token), "503 auth_unavailable retryable");
    }
    const unreachable = createVerifier({ supabaseUrl: "http://127.0.0.1:1", publicUrl: testServer().url, jwtSecret });
    assert.equal(await refusal(unreachable, token), "503 auth_unavailable retryable");
    server.publish([next]);
    assert.equal((await fresh(`Bearer ${token}`)).userId, id);
  });

  await t.step("need Auth only once for ten minutes, even where it fails later", async () => {
    const fresh = create();
    await fresh(`Bearer ${await signWith(next, id)}`);
    server.publish(500);
    const other = crypto.randomUUID();
    assert.equal((await fresh(`Bearer ${await signWith(next, other)}`)).userId, other);
  });
});

Deno.test("tokens of a shared secret", async (t) => {
  const { url } = testServer();
  const verify = createVerifier({ supabaseUrl: "http://127.0.0.1:1", publicUrl: url, jwtSecret });

  await t.step("are accepted without asking Auth, and tell visitors and admins", async () => {
    const traits = { isAnonymous: true, isAdmin: true };
    const caller = await verify(`bearer ${await signToken(userClaims(id, traits))}`);
    assert.deepEqual([caller.userId, caller.isAnonymous, caller.isAdmin], [id, true, true]);
  });

  await t.step("make nobody an admin by what users can write about themselves", async () => {
    const claims = { ...userClaims(id), user_metadata: { role: "admin" }, is_admin: true };
    assert.equal((await verify(`Bearer ${await signToken(claims)}`)).isAdmin, false);
  });

  await t.step("are accepted from the inner and from the public address as issuer", async () => {
    const behindGateway = createVerifier({ supabaseUrl: url, publicUrl: "https://voice.example.com", jwtSecret });
    for (const iss of [`${url}/auth/v1`, "https://voice.example.com/auth/v1"]) {
      assert.equal((await behindGateway(`Bearer ${await signToken({ ...userClaims(id), iss })}`)).userId, id);
    }
  });

  await t.step("are refused the moment they expire, though they were accepted before", async () => {
    const token = await signToken(userClaims(id), { seconds: 2 });
    assert.equal((await verify(`Bearer ${token}`)).userId, id);
    const outcome = await until(() => refusal(verify, token).catch(() => undefined));
    assert.equal(outcome, "401 token_expired");
  });
});

/** The outcome of a token that is refused. Fails where it is accepted. */
async function refusal(verify: ReturnType<typeof createVerifier>, token: string): Promise<string> {
  const error = await verify(`Bearer ${token}`).then(() => undefined, (cause) => cause);
  assert(error instanceof AppError, "The token was accepted");
  return `${error.status} ${error.code}${error.retryable ? " retryable" : ""}`;
}

/** Runs `use` as if `milliseconds` had passed for whoever measures by `Date.now`, which jose does for its cache of keys. */
async function later<T>(milliseconds: number, use: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => now() + milliseconds;
  try {
    return await use();
  } finally {
    Date.now = now;
  }
}
