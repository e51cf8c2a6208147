import { createClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { signUp } from "../support/client.ts";
import { freePair, processesWith, runStart } from "../support/start.ts";

Deno.test("deno task start", async (t) => {
  const dataDir = await Deno.makeTempDir({ prefix: "stenobase-start-test-" });
  const port = freePair();
  const credentials = { email: "ann@example.com", password: "a long password" };
  let secretKey = "";

  await t.step("serves, says how to reach it, and tells a second one that the port is taken", async () => {
    const start = await runStart({ port, dataDir });
    try {
      const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: key, SUPABASE_SECRET_KEY } = start.variables;
      assert.equal(url, `http://127.0.0.1:${port}`);
      secretKey = SUPABASE_SECRET_KEY!;
      for (const shown of [url!, key!, secretKey]) assert(start.output().includes(shown));
      for (const file of ["env", "keys.json"]) {
        assert.equal((await Deno.stat(`${dataDir}/${file}`)).mode! & 0o777, 0o600, file);
      }
      const { data } = await createClient(url!, key!, { auth: { persistSession: false } }).auth.signUp(credentials);
      assert(data.session);
      const page = await (await fetch(`${url}/docs`)).text();
      assert.match(page, /swagger-ui/);
      for (const [, path = ""] of page.matchAll(/(?:href|src)="([^"]+)"/g)) {
        const file: Response = await fetch(`${url}${path}`);
        assert.equal(file.status, 200, path);
        await file.body?.cancel();
      }
      await assert.rejects(runStart({ port, dataDir: `${dataDir}/other` }), {
        message: new RegExp(`Port ${port} is taken: stop what uses it, or choose another with --port`),
      });
    } finally {
      assert.equal(await start.end("SIGINT"), 0);
    }
    assert.deepEqual(await processesWith(dataDir), []);
  });

  await t.step("keeps users and keys between runs, and leaves no process at SIGTERM", async () => {
    const start = await runStart({ port, dataDir });
    try {
      const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: key } = start.variables;
      assert.equal(start.variables.SUPABASE_SECRET_KEY, secretKey);
      const client = createClient(url!, key!, { auth: { persistSession: false, autoRefreshToken: false } });
      const { error } = await client.auth.signInWithPassword(credentials);
      assert.equal(error, null);
    } finally {
      assert.equal(await start.end("SIGTERM"), 0);
    }
    assert.deepEqual(await processesWith(dataDir), []);
  });

  await t.step("forgets everything with --reset, and passes the user's variables on to the functions", async () => {
    const env = {
      SPEECH_OPENAI_MODEL: "their-model",
      OPENAI_API_KEY: "sk-theirs",
      CORS_ORIGINS: "https://app.example.com",
    };
    const start = await runStart({ port, dataDir, args: ["--reset"], env });
    try {
      const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey } = start.variables;
      assert.notEqual(start.variables.SUPABASE_SECRET_KEY, secretKey);
      const bob = await signUp({ url: url!, publishableKey: publishableKey! });
      assert.deepEqual((await bob.call("GET", "/entries")).data, []);
      const preflight = await fetch(`${url}/functions/v1/api/entries`, {
        method: "OPTIONS",
        headers: { origin: "https://app.example.com", "access-control-request-method": "GET" },
      });
      assert.equal(preflight.headers.get("access-control-allow-origin"), "https://app.example.com");
      assert.equal((await fetch(`${url}/speech/v1/models`)).status, 404);
      assert.equal((await fetch(`${url}/answers/v1/models`)).status, 401);
    } finally {
      await start.end("SIGTERM");
    }
  });

  await t.step("refuses a wrong configuration with all problems at once, and stops what it had started", async () => {
    const env = { SPEECH_PROVIDERS: "telepathy", CHAT_PROVIDERS: "openai", WORKER_CONCURRENCY: "many" };
    await assert.rejects(runStart({ port, dataDir, env }), ({ message }: Error) => {
      for (const name of ["SPEECH_PROVIDERS", "WORKER_CONCURRENCY", "OPENAI_API_KEY"]) {
        assert(message.includes(name), name);
      }
      return true;
    });
    assert.deepEqual(await processesWith(dataDir), []);
  });

  await t.step("resets nothing that is not its own", async () => {
    const other = await Deno.makeTempDir();
    await Deno.writeTextFile(`${other}/thesis.txt`, "years of work");
    await assert.rejects(runStart({ port, dataDir: other, args: ["--reset"] }), {
      message: /holds no data of Stenobase/,
    });
    assert.equal(await Deno.readTextFile(`${other}/thesis.txt`), "years of work");
    await Deno.remove(other, { recursive: true });
  });

  await Deno.remove(dataDir, { recursive: true });
});
