import assert from "node:assert/strict";
import { AppError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { createFailureRecorder } from "../../shared/telemetry/record_failures.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";

/** The API as `boot` makes it, with a database that fails users with `error`. `recorded` resolves when all is written. */
function failingApi(api: TestApi, error: Error, db = api.deps.db) {
  const works: Promise<unknown>[] = [];
  const report = createFailureRecorder({ db, waitUntil: (work) => void works.push(work) });
  const log = createLog((line) => void api.logs.push(line), { function: "api" }, report);
  const call = api.callWith({ log, db: { ...api.deps.db, asUser: () => Promise.reject(error) } });
  return { call, recorded: () => Promise.all(works.splice(0)) };
}

Deno.test("requests that fail", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const rows = async () => await sql`select * from public.error_logs order by id`;

  await t.step("through our own fault are recorded: whose, where and why, without any secret", async () => {
    const { call, recorded } = failingApi(api, new Error("broken by postgres://ann:hunter2@db"));
    await call(ann, "GET", "/entries/5b0e2f0c-8d35-4b9e-9c53-2f0f3d1d7a11", undefined, {
      "x-request-id": "to-be-found",
    });
    await recorded();
    const [row, ...others] = await rows();
    const { id: _id, created_at: _at, ...rest } = row!;
    assert.deepEqual([rest, others], [{
      ...{ user_id: ann.id, code: "internal_error", message: "Error: broken by postgres://[redacted]@db" },
      ...{ request_id: "to-be-found", route: "/api/entries/:id", job_kind: null, subject_id: null, attempts: null },
    }, []]);
  });

  await t.step("through that of a provider or a caller are not", async () => {
    const before = (await rows()).length;
    const body = { transcription_id: crypto.randomUUID(), message: "Who?" };
    for (const code of ["provider_unavailable", "provider_quota_exceeded", "invalid_request"] as const) {
      const { call, recorded } = failingApi(api, new AppError(code, "No"));
      const { status } = await call(ann, "POST", "/chat/completions", body);
      assert.equal(status, new AppError(code, "").status);
      await recorded();
    }
    assert.equal((await rows()).length, before);
  });

  await t.step("in a flood fill no table", async () => {
    await sql`delete from public.error_logs`;
    const { call, recorded } = failingApi(api, new Error("always"));
    const answers = await Promise.all(Array.from({ length: 60 }, () => call(ann, "GET", "/usage")));
    await recorded();
    assert(answers.every(({ status }) => status === 500));
    const { length } = await rows();
    assert(length >= 20 && length <= 40, `${length} rows`);
  });

  await t.step("are answered the same where they cannot be recorded", async () => {
    const before = (await rows()).length;
    const db = { ...api.deps.db, asService: () => Promise.reject(new Error("away")) };
    const { call, recorded } = failingApi(api, new Error("twice"), db);
    assert.equal((await call(ann, "GET", "/usage")).status, 500);
    await recorded();
    assert.equal((await rows()).length, before);
  });
});
