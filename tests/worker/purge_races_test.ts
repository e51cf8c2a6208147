import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addFixture, listObjects } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { createListener, expire, jobsOf, tick } from "../support/retention.ts";
import { addTranscription } from "../support/rows.ts";
import { until } from "../support/until.ts";

Deno.test("what is submitted in the moment of its purge is either gone or kept", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const isWaiting = async () => {
    const { count } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return count > 0 || undefined;
  };
  const addExpired = async () => {
    const { id } = await addFixture(api, ann);
    await expire(sql, id);
    return id;
  };

  await t.step("who was faster than the purge keeps it", async () => {
    const id = await addExpired();
    const { purging } = await sql.begin(async (tx) => {
      await tx`select from public.entries where id = ${id} for key share`;
      await addTranscription(tx, ann, id);
      await sql`select private.enqueue_jobs('purge', array[${id}::uuid])`;
      const purging = sql`select private.purge_entry(${id}) as path`.execute();
      await until(isWaiting);
      return { purging };
    });
    assert.deepEqual([...await purging], [{ path: null }]);
    assert.equal((await api.call(ann, "GET", `/entries/${id}`)).status, 200);
  });

  await t.step("who was slower finds nothing", async () => {
    const id = await addExpired();
    const { submitting } = await sql.begin(async (tx) => {
      await tx`select private.purge_entry(${id})`;
      const submitting = api.call(ann, "POST", `/entries/${id}/transcriptions`, {});
      await until(isWaiting);
      return { submitting };
    });
    assert.equal(await outcomeOfResponse(await submitting), "404 entry_not_found");
    assert.deepEqual([...await sql`select from public.transcriptions where entry_id = ${id}`], []);
  });

  await t.step("who runs a failed one again is no exception", async () => {
    const id = await addExpired();
    const transcription = await addTranscription(sql, ann, id);
    await sql`
      update public.transcriptions set status = 'cancelled', ended_at = now() where id = ${transcription}`;
    const { retrying } = await sql.begin(async (tx) => {
      await tx`select private.purge_entry(${id})`;
      const retrying = api.call(ann, "POST", `/transcriptions/${transcription}/retry`);
      await until(isWaiting);
      return { retrying };
    });
    assert.equal(await outcomeOfResponse(await retrying), "404 entry_not_found");
  });
});

Deno.test("an object is known until Storage has removed it", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const { storage } = api.deps;
  const removeBy = (remove: typeof storage.remove) =>
    createListener({ ...api, deps: { ...api.deps, storage: { ...storage, remove } } });
  const loseWorker = () =>
    sql`
    update private.jobs set lease_token = gen_random_uuid(), due_at = now() where state = 'running'`;
  const isGone = async (id: string) => (await api.call(ann, "GET", `/entries/${id}`)).status === 404;

  await t.step("a worker that is lost before it, or after it, is followed by one that ends the work", async () => {
    for (const isRemoved of [false, true]) {
      const { id, object_path } = await addFixture(api, ann);
      await expire(sql, id);
      const lost = removeBy(async (paths) => {
        if (isRemoved) await storage.remove(paths);
        await loseWorker();
        throw new Error("This worker is gone");
      });
      await sql`select private.tick()`;
      // The ring after the loss would be another worker's: here it comes later.
      await sql`update private.jobs set max_attempts = 1 where subject_id = ${id}`;
      await lost.ring();
      assert.deepEqual([await isGone(id), (await listObjects(sql)).includes(object_path!)], [true, !isRemoved]);
      assert.equal((await sql`select from private.objects_to_remove where entry_id = ${id}`).count, 1);
      await sql`update private.jobs set max_attempts = 5, due_at = now() where subject_id = ${id}`;
      await createListener(api).ring();
      assert.deepEqual([await jobsOf(sql, id), await listObjects(sql)], [[], []]);
      assert.equal((await sql`select from private.objects_to_remove`).count, 0);
    }
  });

  await t.step(
    "while Storage is down the entry is gone, and its object waits an hour for the next attempt",
    async () => {
      const { id } = await addFixture(api, ann);
      await expire(sql, id);
      await sql`select private.tick()`;
      await sql`update private.jobs set max_attempts = 1 where subject_id = ${id}`;
      await removeBy(() => Promise.reject(new Error("Storage is down"))).ring();
      assert.deepEqual([await isGone(id), await jobsOf(sql, id)], [true, ["purge dead"]]);
      await tick(api);
      assert.equal((await listObjects(sql)).length, 1);
      await sql`update private.jobs set finished_at = now() - interval '61 minutes' where subject_id = ${id}`;
      await tick(api);
      assert.deepEqual(await listObjects(sql), []);
    },
  );

  await t.step("of a user who is deleted too, and of an entry that is deleted by SQL", async () => {
    const bob = await addPerson(sql);
    await addFixture(api, bob);
    const { id } = await addFixture(api, ann);
    await sql`delete from public.entries where id = ${id}`;
    await sql`delete from auth.users where id = ${bob.id}`;
    assert.equal((await listObjects(sql)).length, 2);
    await tick(api);
    assert.deepEqual(await listObjects(sql), []);
  });
});
