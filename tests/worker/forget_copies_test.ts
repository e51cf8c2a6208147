import assert from "node:assert/strict";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { listObjects } from "../support/entries.ts";
import { reach, startPipeline } from "../support/pipeline.ts";

Deno.test("what a provider keeps goes with what we keep", async (t) => {
  await using server = await startAssemblyaiServer();
  await using pipeline = await startPipeline(reach("ASSEMBLYAI", server));
  const { api, ann } = pipeline;
  const { sql } = api.database;
  Object.assign(server.plan, { workMs: 0, early: true });
  const transcribe = async () => {
    const { id } = await pipeline.submit();
    await pipeline.ring();
    await pipeline.later();
    assert.equal((await pipeline.read(id)).status, "completed");
    return { id, copy: server.charged.at(-1)!.id };
  };
  const tick = async () => {
    await sql`select private.tick()`;
    await pipeline.ring();
  };

  await t.step("when the entry expires", async () => {
    const { id, copy } = await transcribe();
    await sql`
      update public.entries set expires_at = now()
      where id = (select entry_id from public.transcriptions where id = ${id})`;
    await tick();
    assert.deepEqual([server.deleted, await listObjects(sql)], [[copy], []]);
    const [kept] = await sql`select forgotten_at is not null as forgotten from private.dispatches`;
    assert.equal(kept?.forgotten, true);
  });

  await t.step("when its deletion was given up, it is asked for again", async () => {
    const { id, copy } = await transcribe();
    await sql`delete from public.transcriptions where id = ${id}`;
    await sql`
      update private.jobs set state = 'dead', finished_at = now(), error_code = 'provider_unavailable', error_message = ''
      where kind = 'forget' and state = 'queued'`;
    await sql`select private.forget_old_rows()`;
    await pipeline.ring();
    assert.ok(server.deleted.includes(copy));
  });

  await t.step("dispatches are forgotten a month after, unless something is left of them", async () => {
    const { id, copy } = await transcribe();
    const gone = crypto.randomUUID();
    await sql`
      insert into private.dispatches (user_id, transcription_id, provider, state, external_id, forgotten_at, created_at)
      values (${ann.id}, ${gone}, 'assemblyai', 'done', 'young', now(), now() - interval '29 days'),
        (${ann.id}, ${gone}, 'assemblyai', 'done', 'still there', null, now() - interval '31 days'),
        (${ann.id}, ${gone}, 'assemblyai', 'lost', null, null, now() - interval '31 days'),
        (${ann.id}, ${gone}, 'assemblyai', 'done', 'forgotten', now(), now() - interval '31 days')`;
    await sql`update private.dispatches set created_at = now() - interval '31 days' where transcription_id = ${id}`;
    await sql`select private.forget_old_rows()`;
    const rows = await sql`
      select external_id from private.dispatches where transcription_id in (${gone}, ${id}) order by external_id`;
    assert.deepEqual(rows.map(({ external_id }) => external_id), ["still there", "young", copy].sort());
  });

  await t.step("when its user is deleted", async () => {
    await transcribe();
    await sql`delete from auth.users where id = ${ann.id}`;
    await tick();
    assert.deepEqual([server.deleted.toSorted(), await listObjects(sql)], [
      server.charged.map(({ id }) => id).sort(),
      [],
    ]);
  });
});
