import assert from "node:assert/strict";
import postgres from "postgres";
import { startChaos } from "../support/chaos.ts";
import { checkEnd, readUndisturbed, untilIdle } from "../support/chaos_checks.ts";
import {
  ask,
  askAndAwaitAccepted,
  askForUpload,
  chargedFor,
  driveToEnd,
  outwait,
  upload,
  type Work,
} from "../support/chaos_work.ts";
import { until } from "../support/until.ts";

const later = ["assemblyai", "deepgram"] as const;

Deno.test("rings and calls may be lost, doubled, early and late", async (t) => {
  await using chaos = await startChaos();
  const sql = postgres(chaos.adminUrl, { max: 1, onnotice: () => {} });
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const results = await readUndisturbed(chaos, later.map((provider) => ({ provider })));
  const checkStored = async (work: Work, { charged = 1 } = {}) => {
    await driveToEnd(chaos, work);
    await checkEnd(chaos, work, { charged, lost: charged - 1, result: results.get(work.shape)! });
    await untilIdle(chaos);
  };

  await t.step("where nobody rings, the clock does", async () => {
    const { who, entry } = await upload(chaos);
    await sql`alter table private.jobs disable trigger ring_for_new_jobs`;
    const work = await ask(who, entry, { provider: "assemblyai" });
    await until(() => chargedFor(chaos, work)[0]);
    await sql`alter table private.jobs enable trigger ring_for_new_jobs`;
    await checkStored(work);
  });

  await t.step("whoever listened and lost the line listens again", async () => {
    const { who, entry } = await upload(chaos);
    const listeners = () =>
      sql<{ pid: number }[]>`
      select pid from pg_stat_activity where query = 'listen "stenobase_worker"'`;
    const [deaf] = await listeners();
    await sql`select pg_terminate_backend(${deaf!.pid})`;
    await checkStored(await ask(who, entry, { provider: "deepgram" }));
    await until(async () => (await listeners()).some(({ pid }) => pid !== deaf!.pid) || undefined);
  });

  for (const provider of later) {
    const server = chaos.providers[provider];
    const plan = { ...server.plan };
    const statusesOf = (work: Work) => {
      const addresses = chargedFor(chaos, work).map(({ options }) => options.webhook_url ?? options.callback);
      return server.calls.filter(({ url }) => addresses.includes(url)).map(({ status }) => status);
    };

    await t.step(`${provider} calls twice`, async () => {
      Object.assign(server.plan, plan, { calls: 2 });
      const work = await askForUpload(chaos, { provider });
      await checkStored(work);
      assert.deepEqual(statusesOf(work), [200, 200]);
    });

    await t.step(`${provider} calls before it has answered the dispatch`, async () => {
      Object.assign(server.plan, plan, { early: true });
      const work = await askForUpload(chaos, { provider });
      await checkStored(work);
      assert.deepEqual([...new Set(statusesOf(work))], [200]);
    });

    await t.step(`${provider} calls when nobody waits for it any more`, async () => {
      Object.assign(server.plan, plan, { calls: 0 });
      const { work, finish } = await askAndAwaitAccepted(chaos, provider);
      await finish();
      await outwait(chaos, work);
      // The one is asked for its result; the other keeps none, so it is sent the audio again.
      const charged = { assemblyai: 1, deepgram: 2 }[provider];
      await until(async () => {
        const { ended_at } = await work.who.call("GET", `/transcriptions/${work.id}`);
        return ended_at !== null || chargedFor(chaos, work).length === 2 || undefined;
      });
      server.plan.calls = 1;
      await checkStored(work, { charged });
      await finish();
      assert.equal(statusesOf(work).at(-1), 200);
      await checkStored(work, { charged });
    });
  }
});
