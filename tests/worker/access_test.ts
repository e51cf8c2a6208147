import assert from "node:assert/strict";
import { createCallback } from "../../functions/callback/app.ts";
import { createWorker } from "../../functions/worker/app.ts";
import { callbackRoutes, workerRoutes } from "../support/access/other_routes.ts";
import { routesOf } from "../support/access/routes_of.ts";
import { startApi } from "../support/api.ts";
import { intrudersAs } from "../support/intruders.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { testServer } from "../support/test_server.ts";

Deno.test("access to the worker", async (t) => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const work: Promise<unknown>[] = [];
  const speech = () => Promise.reject(new Error("Nothing is due, so nothing is transcribed"));
  const worker = createWorker({ ...api.deps, speech, waitUntil: (promise) => void work.push(promise) });
  const ring = async (headers: Record<string, string>) =>
    await outcomeOfResponse(await worker.request("/worker", { method: "POST", headers }));

  await t.step("is described by the table for every route that the worker has", () => {
    assert.deepEqual(routesOf(worker), workerRoutes);
  });

  await t.step("is for whoever has the worker's key in 'apikey', and starts the work", async () => {
    assert.equal(await ring({ apikey: testServer().keys.workerKey }), "202");
    assert.equal(work.length, 1);
    await Promise.all(work.splice(0));
  });

  await t.step("is refused to everybody else, the owner of the project among them", async () => {
    const { "worker key in apikey": _, ...others } = await intrudersAs(ann);
    const { workerKey } = testServer().keys;
    const callers = [
      ...Object.values(others),
      { authorization: `Bearer ${ann.token}`, apikey: "" },
      { authorization: `Bearer ${workerKey}` },
      { apikey: workerKey.slice(0, -1) },
    ];
    for (const headers of callers) assert.equal(await ring(headers), "401 worker_key_invalid");
    assert.equal(work.length, 0);
  });
});

Deno.test("access to the callback is for whoever has the token of the dispatch, as its own tests show", async () => {
  await using api = await startApi();
  assert.deepEqual(routesOf(createCallback(api.deps)), callbackRoutes);
});
