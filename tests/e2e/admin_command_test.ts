import { createClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { runAdmin } from "../../deploy/admins/run_admin.ts";
import { freePort } from "../../local/ports.ts";
import { createApiClient, signUp } from "../support/client.ts";
import { testServer } from "../support/test_server.ts";

/** Runs the command as a person does, in a shell with these variables. */
async function runCommand(args: string[], env: Record<string, string> = {}) {
  const script = new URL("../../deploy/admin.ts", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...args],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: read(stdout), err: read(stderr) };
}

Deno.test("deno task admin", async (t) => {
  const { url, keys, dataDir, databaseUrl } = testServer();
  const file = `${dataDir}/env`;
  const email = `${crypto.randomUUID()}@example.com`;
  const signIn = async (password: string) => {
    const supabase = createClient(url, keys.publishableKey, {
      auth: { persistSession: false, autoRefreshToken: false },
    });
    const { data: { session } } = await supabase.auth.signInWithPassword({ email, password });
    assert(session);
    return createApiClient(
      { url, publishableKey: keys.publishableKey },
      supabase,
      session.user.id,
      session.access_token,
    );
  };
  let password = "";

  await t.step("makes a user whom nobody knew yet, tells the password once, and the API knows an admin", async () => {
    const { code, out } = await runCommand([email.toUpperCase(), "--env-file", file]);
    assert.equal(code, 0, out);
    password = /^Password, told this once: (\S+)$/m.exec(out)?.[1] ?? "";
    const admin = await signIn(password);
    const { data: [user] } = await admin.call("GET", `/admin/users?q=${email}`);
    assert.deepEqual([user.email, user.is_admin], [email, true]);
    const { data: [log] } = await admin.call("GET", `/admin/audit_logs?subject=${user.id}`);
    assert.deepEqual([log.action, log.actor_id, log.detail], ["user.created", null, { is_admin: true }]);
  });

  const run = async (args: string[], env: Record<string, string>) => {
    const said: string[] = [];
    await runAdmin(args, { shell: new Map(Object.entries(env)), fetch, say: (line) => void said.push(line) });
    return said.join("\n");
  };
  const project = { SUPABASE_URL: url, SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }) };

  await t.step("takes an admin away, at once, and says where the audit log is not told", async () => {
    const admin = await signIn(password);
    const said = await run([email, "--remove"], project);
    assert.match(said, /DATABASE_URL is not set/);
    assert.match(said, /is no admin any more/);
    assert.equal((await admin.send("GET", "/admin/users")).status, 403);
    assert.match(await run([email, "--remove"], project), /is no admin already/);
  });

  await t.step("makes somebody an admin who is a user, by the variables of the shell", async () => {
    const ann = await signUp();
    const { data: { user } } = await ann.supabase.auth.getUser();
    const said = await run([user!.email!], { ...project, DATABASE_URL: databaseUrl });
    assert.match(said, /is an admin\. Sign in again/);
    assert.match(await run([user!.email!], project), /is an admin already/);
    const { data: { session } } = await ann.supabase.auth.refreshSession();
    const response = await fetch(`${url}/functions/v1/api/admin/stats`, {
      headers: { authorization: `Bearer ${session!.access_token}` },
    });
    await response.body?.cancel();
    assert.equal(response.status, 200);
  });

  await t.step("says what is wrong, and quotes no key", async () => {
    const nobody = `http://127.0.0.1:${freePort()}`;
    const wrong: [args: string[], env: Record<string, string>, message: RegExp][] = [
      [[], project, /^Who is to be an admin\? deno task admin <email>/],
      [["ann"], project, /^'ann' is no e-mail address/],
      [[email, "--demote"], project, /deno task admin <email>/],
      [["nobody@example.com", "--remove"], project, /^There is no user nobody@example\.com/],
      [[email], { SUPABASE_URL: url }, /^SUPABASE_SECRET_KEY: set it/],
      [[email], { ...project, SUPABASE_URL: nobody }, /^Nobody answers at http/],
      [[email], { SUPABASE_URL: url, SUPABASE_SECRET_KEY: "sb_secret_of_another_project" }, /^Auth refuses the key/],
      [[email, "--env-file", "none.env"], {}, /^There is no file 'none\.env'/],
    ];
    for (const [args, env, message] of wrong) {
      await assert.rejects(run(args, env), (error: Error) => {
        assert.match(error.message, message);
        assert(!/sb_secret_/.test(error.message), error.message);
        return true;
      });
    }
    const { code, err } = await runCommand([]);
    assert.equal(code, 1);
    assert.match(err, /^Who is to be an admin\?/);
  });

  await t.step("says that the change stands where the audit log cannot be told", async () => {
    const gone = new URL(databaseUrl);
    gone.port = `${freePort()}`;
    const said = await run([email], { ...project, DATABASE_URL: gone.href });
    assert.match(said, /The audit log does not know of it: /);
    assert.match(said, /is an admin/);
    await run([email, "--remove"], project);
  });
});
