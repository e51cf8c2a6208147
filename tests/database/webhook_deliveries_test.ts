import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { addWebhook } from "../support/rows.ts";
import { until } from "../support/until.ts";

Deno.test("an event becomes a delivery for each endpoint that wants it", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const ann = await addPerson(sql);
  const addEvent = (type: string) =>
    sql`insert into public.events (user_id, type, subject_id, data) values (${ann.id}, ${type}, gen_random_uuid(), '{}')`;
  const countOf = async (webhook: string) =>
    (await sql`select from public.webhook_deliveries where endpoint_id = ${webhook}`).count;

  await t.step("those of its types, of all types where it names none, and of progress never", async () => {
    const [all, some] = [await addWebhook(sql, ann), await addWebhook(sql, ann, { events: ["entry.ready"] })];
    for (const type of ["entry.ready", "entry.failed", "document.ready", "transcription.progress"]) {
      await addEvent(type);
    }
    assert.deepEqual([await countOf(all), await countOf(some)], [3, 1]);
    const jobs = await sql`
      select from private.jobs join public.webhook_deliveries d on d.id = subject_id where kind = 'deliver'`;
    assert.equal(jobs.count, 4);
  });

  await t.step("an endpoint that is deleted in the same moment does not undo what the event tells of", async () => {
    const webhook = await addWebhook(sql, ann);
    let event: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`delete from public.webhook_endpoints where id = ${webhook}`;
      event = addEvent("entry.ready").execute();
      await until(async () => {
        const waiting = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return waiting.count > 0 || undefined;
      });
    });
    await event;
    assert.equal(await countOf(webhook), 0);
  });

  await t.step("and nobody is asked twice at once to deliver it", async () => {
    const webhook = await addWebhook(sql, ann);
    await addEvent("entry.ready");
    await sql`
      update public.webhook_deliveries set attempts = 0, next_attempt_at = now() where endpoint_id = ${webhook}`;
    const jobs = await sql`
      select from private.jobs join public.webhook_deliveries d on d.id = subject_id where d.endpoint_id = ${webhook}`;
    assert.equal(jobs.count, 1);
  });
});
