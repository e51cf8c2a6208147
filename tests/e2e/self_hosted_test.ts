import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import { functionNames } from "../../deploy/build.ts";
import { installSelfHosted } from "../../deploy/self_hosted/install_self_hosted.ts";
import { variableNames } from "../../shared/config.ts";
import { startFunctions } from "../../local/functions/process.ts";
import { prepareBundles } from "../support/bundle_host.ts";
import { cloneDatabase } from "../support/database.ts";
import { testServer } from "../support/test_server.ts";

/** The services of supabase/supabase, docker/docker-compose.yml at the commit that our file names. */
const services = [
  "studio",
  "kong",
  "auth",
  "rest",
  "realtime",
  "storage",
  "imgproxy",
  "meta",
  "functions",
  "analytics",
];

/** What it gives to the service `functions`; a release of 2026 adds SUPABASE_SECRET_KEYS, whose key may be empty. */
const givenBySupabase = (address: { url: string; databaseUrl: string }, secretKey: string, jwtSecret: string) => ({
  JWT_SECRET: jwtSecret,
  SUPABASE_URL: address.url,
  SUPABASE_PUBLIC_URL: address.url,
  SUPABASE_ANON_KEY: "anon",
  SUPABASE_SERVICE_ROLE_KEY: secretKey,
  SUPABASE_SECRET_KEYS: '{"default":""}',
  SUPABASE_DB_URL: address.databaseUrl,
  VERIFY_JWT: "false",
});

const Compose = z.object({
  services: z.record(
    z.string(),
    z.strictObject({
      env_file: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
});

Deno.test("Stenobase goes into a folder with Supabase's docker-compose.yml", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-self-hosted-" });
  const functions = `${folder}/volumes/functions`;

  await t.step("another folder is refused, and nothing is put there", async () => {
    await assert.rejects(installSelfHosted(folder), /no .*docker-compose\.yml: name the folder to which the contents/);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  });

  await Deno.mkdir(`${functions}/main`, { recursive: true });
  await Deno.writeTextFile(`${functions}/main/index.ts`, "// Supabase's own\n");
  await Deno.writeTextFile(`${folder}/docker-compose.yml`, "name: supabase\n");
  await installSelfHosted(folder);
  const compose = Compose.parse(parse(await Deno.readTextFile(`${folder}/docker-compose.stenobase.yml`)));

  await t.step("our compose file adds to services that there are, variables that are read", () => {
    for (const name of Object.keys(compose.services)) assert(services.includes(name), name);
    const { environment, env_file } = compose.services.functions!;
    for (const name of Object.keys(environment)) assert(variableNames.includes(name), name);
    assert.deepEqual(env_file, [".env.functions"]);
  });

  await t.step("the files of Supabase stay, and each function has an entrypoint that starts it", async () => {
    assert.equal(await Deno.readTextFile(`${functions}/main/index.ts`), "// Supabase's own\n");
    for (const name of functionNames) {
      assert.match(await Deno.readTextFile(`${functions}/${name}/index.ts`), /Deno\.serve\(handler\.fetch\);\n$/);
    }
  });

  await t.step("the functions start with those variables, on the runtime's Deno", async () => {
    await using database = await cloneDatabase();
    const { url, keys } = testServer();
    const env = {
      ...givenBySupabase({ url, databaseUrl: database.url }, keys.secretKey, keys.jwtSecret),
      ...compose.services.functions!.environment,
      PUBLIC_URL: url,
      // .env.functions
      WORKER_KEY: "a key that somebody has thought of",
      WEBHOOK_KEY: "another key, of thirty-two characters or more",
      SPEECH_PROVIDERS: "none",
    };
    const program = await prepareBundles(functions, "index.ts");
    const text = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
    const running = await startFunctions({ program, env: text, log: () => {}, say: () => {} });
    try {
      const ask = (path: string, init?: RequestInit) => running.fetch(new Request(`${running.url}${path}`, init));
      const ready = await ask("/api/health/ready");
      assert.deepEqual([ready.status, await ready.json()], [200, { ok: true }]);
      const ring = await ask("/worker", { method: "POST", headers: { apikey: env.WORKER_KEY } });
      assert.deepEqual([ring.status, await ring.json()], [202, { accepted: true }]);
      const call = await ask("/callback/assemblyai", { method: "POST" });
      assert.equal(call.status, 401, await call.text());
    } finally {
      await running.stop();
    }
  });

  await Deno.remove(folder, { recursive: true });
});
