import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import { bundlePath, distFolder, functionNames } from "../../deploy/build.ts";
import { readSchedules } from "../../deploy/steps/wind_clock.ts";
import { migrationFiles, versionOf } from "../../local/postgres/migrate.ts";
import { startDeploying } from "../support/hosted/deploying.ts";

Deno.test("one command brings everything to a hosted project, and can be repeated", async (t) => {
  await using deploying = await startDeploying();
  const { project, sql, deploy, choose, envFile } = deploying;
  /** What the Management API was asked to change since the last call; statements are looked at in the database. */
  const takeChanges = () =>
    project.requests.splice(0).filter((request) => !/^GET |database\/query$|cli\/login-role$/.test(request));
  const vault = async () =>
    (await sql`select name, secret from vault.secrets order by name`).map((row) => ({ ...row }));

  await t.step("a dry run tells each step and changes nothing", async () => {
    const before = await Deno.readTextFile(envFile);
    const { ok, said } = await deploy({ dryRun: true });
    assert(ok, said);
    assert.match(said, /would apply \d+ migrations, 20261201000100_foundation\.sql to /);
    assert.match(said, /would make a secret key named 'worker'/);
    assert.match(said, /would make WEBHOOK_KEY/);
    assert.match(said, /would set DATABASE_URL, JWT_SECRET, SPEECH_PROVIDERS\n/);
    assert.match(said, /would deploy api, worker, callback\n/);
    assert.match(said, /would store stenobase_worker_url in Vault\n.*would store stenobase_worker_key in Vault\n/);
    assert.match(said, /Nothing was changed/);
    assert.deepEqual(takeChanges(), []);
    assert.deepEqual([project.secrets.size, project.functions.size, (await vault()).length], [0, 0, 0]);
    assert.deepEqual([...await sql`select from supabase_migrations.schema_migrations`], []);
    assert.equal(await Deno.readTextFile(envFile), before);
  });

  await t.step("the first run brings all of it, and a user goes in and out", async () => {
    const { ok, said } = await deploy();
    assert(ok, said + deploying.logs.join("\n"));
    assert.match(said, new RegExp(`Done\\. The API: ${deploying.platform.projectUrl("")}/functions/v1/api\n`));
  });

  await t.step("the bundles arrive as they were built, and check tokens themselves", async () => {
    assert.deepEqual([...project.functions.keys()].sort(), [...functionNames].sort());
    for (const [slug, { files, metadata }] of project.functions) {
      const name = functionNames.find((name) => name === slug)!;
      assert.deepEqual(files.map((file) => file.name), [`dist/${name}/index.js`]);
      assert.deepEqual(await files[0]!.bytes(), await Deno.readFile(bundlePath(distFolder, name)));
      assert.deepEqual([metadata.verify_jwt, metadata.entrypoint_path], [false, `dist/${name}/index.js`]);
    }
  });

  await t.step("the variables arrive, with a key for webhooks that is kept in the file", async () => {
    const file = { ...parseEnv(await Deno.readTextFile(envFile)) };
    assert.deepEqual(Object.fromEntries(project.secrets), file);
    assert.deepEqual(Object.keys(file).sort(), ["DATABASE_URL", "JWT_SECRET", "SPEECH_PROVIDERS", "WEBHOOK_KEY"]);
    assert(file.WEBHOOK_KEY!.length >= 32);
  });

  await t.step("the database has the migrations, the way to the worker and the clock", async () => {
    const applied = await sql`select version from supabase_migrations.schema_migrations order by version`;
    assert.deepEqual(applied.map(({ version }) => version), (await migrationFiles()).map(versionOf));
    const worker = project.apiKeys.find(({ name }) => name === "worker")!;
    assert.deepEqual(await vault(), [
      { name: "stenobase_worker_key", secret: worker.api_key },
      { name: "stenobase_worker_url", secret: `${deploying.platform.projectUrl("")}/functions/v1/worker` },
    ]);
    const jobs = await sql`select jobname as name, schedule, command from cron.job order by jobid`;
    assert.deepEqual(jobs.map((job) => ({ ...job })), await readSchedules());
  });

  await t.step("what it was tried with is gone", async () => {
    const [left] = await sql`
      select (select count(*)::int from auth.users) as users, (select count(*)::int from public.entries) as entries,
        (select count(*)::int from storage.objects) as objects, (select count(*)::int from private.jobs where state = 'dead') as dead`;
    assert.deepEqual({ ...left }, { users: 0, entries: 0, objects: 0, dead: 0 });
  });

  await t.step("a second run changes nothing, and says so", async () => {
    takeChanges();
    const before = await vault();
    const { ok, said } = await deploy();
    assert(ok, said);
    assert.match(said, /all \d+ migrations are applied/);
    assert.match(said, /the project has a secret key named 'worker'/);
    assert.match(said, /4 variables are as they should be/);
    assert.match(said, /deployed as they are here: api, worker, callback/);
    assert.match(said, /Vault holds stenobase_worker_url\n.*Vault holds stenobase_worker_key/);
    assert.deepEqual(takeChanges(), []);
    assert.deepEqual(await vault(), before);
    assert.deepEqual([...project.functions.values()].map(({ version }) => version), [1, 1, 1]);
  });

  await t.step("what has drifted is put right, and nothing else", async () => {
    const { WEBHOOK_KEY } = parseEnv(await Deno.readTextFile(envFile));
    await choose({
      SPEECH_PROVIDERS: "none",
      CORS_ORIGINS: "https://app.example.com",
      WEBHOOK_KEY: "another ".repeat(8),
    });
    project.secrets.set("JWT_SECRET", "of another time, and long enough");
    project.secrets.set("DEEPGRAM_MODEL", "nova-3");
    project.functions.get("worker")!.metadata.verify_jwt = true;
    await sql`update vault.secrets set secret = 'sb_secret_of_old' where name = 'stenobase_worker_key'`;
    await sql`update cron.job set active = false where jobname = 'stenobase tick'`;
    await sql`delete from cron.job where jobname = 'stenobase forget old rows'`;
    const { ok, said } = await deploy();
    assert(ok, said);
    assert.match(said, /WEBHOOK_KEY stays as the project has it/);
    assert.match(said, /left as they are, though not in .*: DEEPGRAM_MODEL\n/);
    assert.match(said, / set JWT_SECRET \(changed\), CORS_ORIGINS\n/);
    assert.match(said, / deploy worker\n/);
    assert.match(said, / replace stenobase_worker_key in Vault\n/);
    assert.deepEqual(takeChanges(), ["POST /secrets", "POST /functions/deploy"]);
    assert.equal(project.secrets.get("WEBHOOK_KEY"), WEBHOOK_KEY);
    assert.equal(project.functions.get("worker")!.metadata.verify_jwt, false);
    const jobs = await sql`select jobname as name, schedule, command from cron.job where active order by jobname desc`;
    assert.deepEqual(jobs.map((job) => ({ ...job })), await readSchedules());
  });

  await t.step("a key for webhooks changes where the one before it is set beside it", async () => {
    const before = project.secrets.get("WEBHOOK_KEY")!;
    const rotated = { WEBHOOK_KEY: "another ".repeat(8).trim(), WEBHOOK_KEY_PREVIOUS: before };
    await choose({ ...rotated, CORS_ORIGINS: "https://app.example.com" });
    const { ok, said } = await deploy();
    assert(ok, said);
    assert.match(said, / set WEBHOOK_KEY \(changed\), WEBHOOK_KEY_PREVIOUS\n/);
    assert.equal(project.secrets.get("WEBHOOK_KEY"), rotated.WEBHOOK_KEY);
  });

  await t.step("a project without a key for the worker goes by WORKER_KEY, where that is set", async () => {
    project.apiKeys = project.apiKeys.filter(({ name }) => name !== "worker");
    await choose({ WORKER_KEY: "a key that somebody has thought of" });
    const { ok, said } = await deploy();
    assert(ok, said);
    assert.match(said, /WORKER_KEY is set/);
    assert.deepEqual((await vault())[0]!.secret, "a key that somebody has thought of");
    assert(!said.includes("a key that somebody has thought of"));
  });

  await t.step("where nobody signs in by password, that is said and nobody stays", async () => {
    project.passwords = false;
    const { ok, said } = await deploy();
    assert(ok, said);
    assert.match(said, /not tried: a user with a password cannot sign in here \(Email logins are disabled\)/);
    assert.deepEqual([...await sql`select from auth.users`], []);
  });
});
