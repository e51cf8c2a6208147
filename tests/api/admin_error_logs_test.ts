import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";

Deno.test("the log of errors", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, admin] = [await addPerson(sql), await addPerson(sql, { isAdmin: true })];
  const subject = crypto.randomUUID();
  await sql`
    insert into public.error_logs (user_id, job_kind, subject_id, attempts, request_id, route, code, message, created_at)
    values (${ann.id}, 'transcribe', ${subject}, 5, null, null, 'provider_unavailable', 'It was down', '2026-01-01Z'),
      (null, 'sweep', ${subject}, 5, null, null, 'storage_unavailable', 'Storage was down', '2026-01-02Z'),
      (${ann.id}, null, null, null, 'request-1', 'GET /entries', 'internal_error', 'A mistake', '2026-01-03Z')`;
  const list = async (query = "") => {
    const response = await api.call(admin, "GET", `/admin/error_logs${query}`);
    assert.equal(response.status, 200);
    return await response.json();
  };
  const codes = async (query: string) => (await list(query)).data.map(({ code }: { code: string }) => code);

  await t.step("tells of work and of requests, newest first, page by page", async () => {
    const { data: [request, sweep], next_cursor } = await list("?limit=2");
    assert.deepEqual([request.route, request.request_id, request.job_kind], ["GET /entries", "request-1", null]);
    assert.equal(sweep.user_id, null);
    const { data: [{ id: _, ...rest }], next } = await list(`?limit=2&cursor=${next_cursor}`);
    assert.deepEqual(rest, {
      user_id: ann.id,
      job_kind: "transcribe",
      subject_id: subject,
      attempts: 5,
      request_id: null,
      route: null,
      code: "provider_unavailable",
      message: "It was down",
      created_at: "2026-01-01T00:00:00.000Z",
    });
    assert.equal(next, null);
  });

  await t.step("is searched by code, user, kind of job, request and time", async () => {
    assert.deepEqual(await codes("?code=internal_error"), ["internal_error"]);
    assert.deepEqual(await codes(`?user_id=${ann.id}`), ["internal_error", "provider_unavailable"]);
    assert.deepEqual(await codes("?job_kind=sweep"), ["storage_unavailable"]);
    assert.deepEqual(await codes("?request_id=request-1"), ["internal_error"]);
    const day = "?created_after=2026-01-02T00:00:00Z&created_before=2026-01-03T00:00:00Z";
    assert.deepEqual(await codes(day), ["storage_unavailable"]);
  });
});
