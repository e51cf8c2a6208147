import assert from "node:assert/strict";
import type postgres from "postgres";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { reach, startPipeline } from "../support/pipeline.ts";
import { startQueue } from "../support/queue.ts";
import { listenForRings } from "../support/rings.ts";
import { until } from "../support/until.ts";

async function allowTranscribing(sql: postgres.Sql, isAllowed: boolean): Promise<void> {
  await sql`update public.settings set value = ${sql.json(isAllowed)} where key = 'transcribing_allowed'`;
}

Deno.test("work that is queued when transcribing is paused waits, and goes on by itself", async (t) => {
  await using openai = await startOpenaiServer();
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: openai.baseUrl });
  const { sql, url } = pipeline.api.database;
  await using rings = await listenForRings(url);
  const { id } = await pipeline.submit();
  await allowTranscribing(sql, false);

  await t.step("no worker begins it, and nobody rings for it", async () => {
    await sql`update private.jobs set due_at = now() - interval '1 hour'`;
    await rings.take();
    await pipeline.ring();
    await sql`select private.tick()`;
    assert.equal(await rings.take(), 0);
    assert.deepEqual([(await pipeline.read(id)).status, openai.requests.length], ["queued", 0]);
    assert.deepEqual(await pipeline.jobs(), ["transcribe queued", "sweep queued"]);
  });

  await t.step("when it is allowed again the worker is rung once, and does it", async () => {
    await allowTranscribing(sql, true);
    assert.equal(await rings.take(), 1);
    const [job] =
      await sql`select extract(epoch from now() - due_at)::float8 as late from private.jobs where kind = 'transcribe'`;
    assert(job?.late < 60);
    await pipeline.ring();
    assert.deepEqual([(await pipeline.read(id)).status, openai.charged.length], ["completed", 1]);
  });

  await t.step("other settings, and the same again, ring nobody", async () => {
    await rings.take();
    await allowTranscribing(sql, true);
    await sql`update public.settings set value = '8' where key = 'keep_events_days'`;
    assert.equal(await rings.take(), 0);
  });
});

Deno.test("only what transcribes waits", async () => {
  await using jobs = await startQueue();
  const { sql } = jobs.database;
  await allowTranscribing(sql, false);
  await sql`
    insert into private.jobs (kind, subject_id, due_at)
    select kind, gen_random_uuid(), now() - interval '1 minute'
    from unnest('{transcribe,transcribe_piece,collect,forget,import,deliver,document,document_piece,answer}'::text[]) as kind`;
  const claimed = await sql<{ kind: string }[]>`select kind from private.claim_jobs(20, 30)`;
  assert.deepEqual(claimed.map(({ kind }) => kind).sort(), [
    ...["answer", "collect", "deliver", "document", "document_piece", "forget", "import"],
  ]);
  const [row] = await sql`
    select private.work_is_due() as is_due, (select due from private.queue_state()) as due,
      (select value from private.read_metrics() where name = 'stenobase_queue_due_jobs') as measured`;
  assert.deepEqual({ ...row }, { is_due: false, due: 0, measured: 0 });
  // Of a worker that vanished before: it is not begun again until then, and comes back then.
  await sql`update private.jobs set state = 'running', lease_token = gen_random_uuid() where kind = 'transcribe'`;
  await sql`update private.jobs set due_at = now() where state = 'running'`;
  assert.deepEqual((await sql`select from private.claim_jobs(20, 30) where kind ~ '^transcribe'`).count, 0);
  await allowTranscribing(sql, true);
  assert.deepEqual((await sql`select from private.claim_jobs(20, 30) where kind ~ '^transcribe'`).count, 2);
});

Deno.test("what a provider was sent before transcribing was paused is collected, and sent again only afterwards", async () => {
  await using server = await startAssemblyaiServer();
  await using pipeline = await startPipeline(reach("ASSEMBLYAI", server));
  const { sql } = pipeline.api.database;
  server.plan.workMs = Infinity;
  const ids = [(await pipeline.submit()).id, (await pipeline.submit()).id];
  await pipeline.ring();
  assert.equal(server.charged.length, 2);
  await allowTranscribing(sql, false);

  const { result } = server;
  await server.finish(server.charged[0]!.id);
  await until(() => server.calls.length === 1 || undefined);
  await pipeline.ring();
  server.result = { error: "Server error, please try again" };
  await server.finish(server.charged[1]!.id);
  await until(() => server.calls.length === 2 || undefined);
  await pipeline.ring();
  await pipeline.later();
  const statuses = async () =>
    (await Promise.all(ids.map((id) => pipeline.read(id)))).map(({ status }) => status).sort();
  assert.deepEqual([await statuses(), server.charged.length], [["completed", "processing"], 2]);
  assert.deepEqual(await pipeline.jobs(), ["transcribe queued"]);

  server.result = result;
  server.plan.workMs = 0;
  server.plan.early = true;
  await allowTranscribing(sql, true);
  await pipeline.ring();
  await pipeline.later();
  assert.deepEqual([await statuses(), server.charged.length], [["completed", "completed"], 3]);
});
