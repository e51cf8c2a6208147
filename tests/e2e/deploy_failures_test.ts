import assert from "node:assert/strict";
import { type Deploying, startDeploying } from "../support/hosted/deploying.ts";

Deno.test("a step that fails says what failed and what to do, and the next run goes on", async (t) => {
  await using deploying = await startDeploying();
  const { project, sql } = deploying;

  /** A run that stops at a step, with a sentence. */
  const stops = async (place: string, sentence: RegExp, options: Parameters<Deploying["deploy"]>[0] = {}) => {
    const { ok, said } = await deploying.deploy(options);
    assert.equal(ok, false, said);
    assert.match(said, new RegExp(`Stopped at \\d/9 ${place}: `));
    assert.match(said, sentence);
    assert.match(said, /What was done before stands\. Put this right and run the same command again\.\n$/);
  };
  const refusing = async (method: string, path: RegExp, answer: () => Response, run: () => Promise<void>) => {
    project.refuse = (asked, at) => asked === method && path.test(at) ? answer() : undefined;
    await run();
    project.refuse = () => undefined;
  };
  const failure = (status: number, message: string) => () => Response.json({ message }, { status });

  await t.step("a token that is none, and a project that is not there", async () => {
    await stops("Look at the project", /The access token was refused: make one at https:/, {
      accessToken: `sbp_${"1".repeat(40)}`,
    });
    await refusing(
      "GET",
      /projects\/[a-z]+$/,
      failure(404, "Not found"),
      () =>
        stops("Look at the project", /There is no project '[a-z]{20}' for this access token: look at --project-ref/),
    );
    assert.deepEqual(project.requests.filter((request) => !request.startsWith("GET")), []);
  });

  await t.step("a project that is paused", async () => {
    project.status = "INACTIVE";
    await stops("Look at the project", /'minutes' is INACTIVE: wait until it runs, or restore it/);
    project.status = "ACTIVE_HEALTHY";
  });

  await t.step("migrations of something else", async () => {
    await sql`insert into supabase_migrations.schema_migrations (version, name) values ('20200101000000', 'shop')`;
    await stops("Migrate the database", /has had migrations that are not here \(20200101000000\): take the version/);
    await sql`delete from supabase_migrations.schema_migrations`;
  });

  await t.step("a login of the database that is not given, then a migration that fails", async () => {
    await refusing(
      "POST",
      /login-role$/,
      failure(400, "No more logins"),
      () => stops("Migrate the database", /'supabase db push' failed:\n[^]*No more logins/),
    );
    await sql`create schema private`;
    await stops("Migrate the database", /'supabase db push' failed:\n[^]*"private" already exists/);
    await sql`drop schema private`;
  });

  await t.step("keys that the token may not make", async () => {
    await refusing("POST", /api-keys$/, failure(403, "Missing api_gateway_keys_write"), () =>
      stops(
        "Have a key for the worker",
        /answered POST \/api-keys with 403 \(Missing api_gateway_keys_write\): give the access token the right/,
      ));
  });

  await t.step("a key that the token may not read", async () => {
    project.addKey("worker", "secret");
    await refusing(
      "GET",
      /api-keys$/,
      () => Response.json([{ name: "worker", type: "secret", api_key: null }]),
      () => stops("Have a key for the worker", /'worker' is not told to this access token: give it the right to read/),
    );
  });

  await t.step("variables that are not taken", async () => {
    await refusing(
      "POST",
      /secrets$/,
      failure(500, "Try later"),
      () => stops("Set the variables", /answered POST \/secrets with 500 \(Try later\)/),
    );
    // The key that was made is the one that is set in the end.
    assert.match(await Deno.readTextFile(deploying.envFile), /^WEBHOOK_KEY=.{44}$/m);
  });

  await t.step("functions that are not taken", async () => {
    await refusing(
      "PUT",
      /functions$/,
      failure(400, "Entrypoint missing"),
      () => stops("Deploy the functions", /'supabase functions deploy' failed:\n[^]*Entrypoint missing/),
    );
    assert.equal(project.functions.size, 0);
  });

  await t.step("extensions that are off", async () => {
    await sql`alter schema vault rename to vault_off`;
    await stops("Hang the bell", /no 'supabase_vault': enable it in the dashboard, under Database, Extensions/);
    await sql`alter schema vault_off rename to vault`;
    await sql`alter schema net rename to net_off`;
    await stops("Hang the bell", /no 'pg_net': enable it/);
    await sql`alter schema net_off rename to net`;
    await sql`alter schema cron rename to cron_off`;
    await stops("Wind the clock", /no 'pg_cron': enable it/);
    await sql`alter schema cron_off rename to cron`;
  });

  await t.step("a database that the functions do not reach", async () => {
    await deploying.choose({ DATABASE_URL: "postgres://postgres:wrong@127.0.0.1:1/postgres" });
    await stops("Try it out", /\/health is not in order: database, .*; look at DATABASE_URL/, { patience: 4000 });
  });

  await t.step("functions that do not start", async () => {
    project.secrets.set("WORKER_SECONDS", "for ever");
    await deploying.choose({});
    await stops("Try it out", /not in order: status 503; the logs of the function 'api' .* say why/, {
      patience: 4000,
    });
    project.secrets.delete("WORKER_SECONDS");
    project.renewFunctions();
  });

  await t.step("a bell that nobody hears", async () => {
    await sql`alter function net.http_post rename to http_post_of_old`;
    await sql.unsafe(
      `create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
        timeout_milliseconds int default 5000) returns bigint language sql as 'select 1::bigint'`,
    );
    await sql`delete from net._http_response`;
    await stops("Try it out", /The worker did not do its work \(pg_net made no call\)/, { patience: 4000 });
    await sql`insert into net._http_response (status_code) values (401)`;
    await stops("Try it out", /did not do its work \(the last call by pg_net came to 401\)/, { patience: 4000 });
    await sql`drop function net.http_post`;
    await sql`alter function net.http_post_of_old rename to http_post`;
  });

  await t.step("and with all that put right it comes to its end", async () => {
    const { ok, said } = await deploying.deploy();
    assert(ok, said);
  });
});
