import assert from "node:assert/strict";
import { AppError } from "../../shared/errors.ts";
import { errorOfStatus } from "../../shared/provider_error.ts";
import { startQueue } from "../support/queue.ts";
import { until } from "../support/until.ts";

const nothing = () => Promise.resolve();

Deno.test("what a job fails with decides what becomes of it, and tells no secret", async (t) => {
  await using jobs = await startQueue();
  const { sql } = jobs.database;
  const failWith = async (error: unknown) => {
    const [subject] = await jobs.replaceJobs(1);
    await jobs.createDrain(() => Promise.reject(error))();
    return (await jobs.readJobs())[subject!];
  };

  const cases: [string, unknown, { state: string; code: string; message: string }][] = [
    ["a provider that is busy is asked again", errorOfStatus("openai", 503, { said: "Busy" }), {
      state: "queued",
      code: "provider_unavailable",
      message: "openai answered 503: Busy",
    }],
    ["a provider that refuses is not", errorOfStatus("openai", 400, { said: "Bad file" }), {
      state: "dead",
      code: "provider_rejected",
      message: "openai answered 400: Bad file",
    }],
    [
      "a key that a provider quotes is taken out",
      errorOfStatus("openai", 401, { said: "Incorrect API key: sk-live-1234" }),
      {
        state: "dead",
        code: "provider_unauthorized",
        message: "openai answered 401: Incorrect API key: [redacted]",
      },
    ],
    ["a Storage that is down is asked again", new AppError("storage_unavailable", "Storage is down: try again"), {
      state: "queued",
      code: "storage_unavailable",
      message: "Storage is down: try again",
    }],
    ["an object that was replaced stays so", new AppError("object_changed", "Upload it again"), {
      state: "dead",
      code: "object_changed",
      message: "Upload it again",
    }],
    ["an error that nobody foresaw is not told", new Error("password=hunter2 in /srv/secret.ts"), {
      state: "queued",
      code: "internal_error",
      message: "Something went wrong on our side",
    }],
    ["neither is what is no error at all", "sk-live-1234", {
      state: "queued",
      code: "internal_error",
      message: "Something went wrong on our side",
    }],
  ];
  for (const [outcome, error, expected] of cases) {
    await t.step(outcome, async () => {
      assert.deepEqual(await failWith(error), { attempts: 1, ...expected });
    });
  }

  await t.step("the log has the cause, and no secret either", () => {
    const text = jobs.logs.join("\n");
    assert.match(text, /Error: \[redacted\] in/);
    assert.doesNotMatch(text, /hunter2|sk-live/);
  });

  await t.step("a provider is left alone for as long as it asks", async () => {
    await failWith(errorOfStatus("openai", 429, { said: "Slow down", retrySeconds: 120 }));
    const [job] = await sql`select due_at > now() + interval '110 seconds' as later from private.jobs`;
    assert.equal(job?.later, true);
  });

  await t.step("a job that nothing handles fails", async () => {
    const [subject] = await jobs.replaceJobs(1);
    await jobs.createDrain(() => Promise.resolve(nothing), { handlers: {} })();
    assert.equal((await jobs.readJobs())[subject!]?.code, "internal_error");
  });
});

Deno.test("a database that goes away for a moment costs time, not work", async (t) => {
  await using jobs = await startQueue();
  const { sql } = jobs.database;
  const cutConnections = () =>
    sql`
    select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres' and datname = current_database()`;
  const countActive = async (query: string) =>
    (await sql`
      select from pg_stat_activity
      where datname = current_database() and usename = 'postgres' and state = 'active' and query like ${query}`).count;

  await t.step("an effect that it swallowed is stored again, and the work is not done again", async () => {
    const [subject] = await jobs.replaceJobs(1);
    let seconds = 60;
    const ring = jobs.createDrain(() =>
      Promise.resolve(async (tx) => {
        await tx`insert into public.settings values ('effect', '1', '')`;
        await tx`select pg_sleep(${seconds})`;
      })
    );
    const drained = ring();
    await until(async () => await countActive("%pg_sleep%") || undefined);
    seconds = 0;
    await cutConnections();
    await drained;
    const { [subject!]: job } = await jobs.readJobs();
    assert.deepEqual([job?.state, job?.attempts], ["completed", 1]);
    assert.equal((await sql`select from public.settings where key = 'effect'`).count, 1);
  });

  await t.step("a drain that cannot look for more ends what it has", async () => {
    const [subject] = await jobs.replaceJobs(1);
    let isCut = false;
    const ring = jobs.createDrain(() => until(() => isCut ? nothing : undefined));
    const drained = ring();
    await until(async () => (await jobs.readJobs())[subject!]?.state === "running" || undefined);
    await sql.begin(async (tx) => {
      await tx`lock table private.jobs in access exclusive mode`;
      ring();
      await until(async () => await countActive("%renew_leases%") || undefined);
      await cutConnections();
    });
    isCut = true;
    await drained;
    assert.equal((await jobs.readJobs())[subject!]?.state, "completed");
  });
});
