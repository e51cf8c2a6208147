import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addFixture, announce, listObjects } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { createListener, jobsOf } from "../support/retention.ts";

const nobody = "00000000-0000-0000-0000-000000000000";

Deno.test("objects that belong to no entry are swept", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const { storage } = api.deps;
  const ann = await addPerson(sql);
  const sweep = async () => {
    await sql`select private.hasten_job('sweep', ${nobody})`;
    await createListener(api).ring();
  };

  await t.step("once a day, planned by the clock", async () => {
    const plans = async () => {
      for (let ticks = 0; ticks < 3; ticks++) await sql`select private.tick()`;
      return (await sql<{ hours: number }[]>`
        select round(extract(epoch from due_at - now()) / 3600)::int as hours from private.jobs
        where kind = 'sweep' and state = 'queued'`).map(({ hours }) => hours);
    };
    assert.deepEqual(await plans(), [24]);
    await sweep();
    assert.deepEqual(await jobsOf(sql, nobody), []);
    assert.deepEqual(await plans(), [24]);
  });

  await t.step("when they are a day old, and those of entries stay", async () => {
    const ready = await addFixture(api, ann);
    const awaiting = await announce(api, ann, { filename: "talk.mp3", byte_size: 9 });
    const paths = ["old", "young"].map((name) => `${ann.id}/${crypto.randomUUID()}/${name}.mp3`);
    for (const path of [awaiting.upload.path, ...paths]) await storage.upload(path, new Blob(["sound"]), "audio/mpeg");
    await sql`update storage.objects set created_at = now() - interval '25 hours' where name <> ${paths[1]!}`;
    await sql`insert into storage.buckets (id, name) values ('other', 'other')`;
    await sql`insert into storage.objects (bucket_id, name, created_at) values ('other', 'theirs', '2020-01-01')`;
    await sweep();
    assert.deepEqual(await listObjects(sql), [ready.object_path!, awaiting.upload.path, paths[1]!].sort());
    assert.equal(await storage.find(paths[0]!), undefined);
    assert.equal((await sql`select from storage.objects where bucket_id = 'other'`).count, 1);
  });

  await t.step("a thousand at a time, and then the rest", async () => {
    const before = await listObjects(sql);
    await sql`
      insert into storage.objects (bucket_id, name, version, created_at)
      select 'audio', 'orphans/' || n, gen_random_uuid(), now() - interval '2 days' from generate_series(1, 1050) as n`;
    await sweep();
    assert.equal((await listObjects(sql)).length, before.length + 50);
    assert.deepEqual(await jobsOf(sql, nobody), ["sweep queued"]);
    await sweep();
    assert.deepEqual([await listObjects(sql), await jobsOf(sql, nobody)], [before, []]);
  });
});
