import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { setLimits } from "../support/limits.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";

Deno.test("usage", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  await setLimits(sql, { submissions_per_day: 25, monthly_audio_seconds: 100 });
  const ann = await addPerson(sql);
  const usage = async (person = ann) => await (await api.call(person, "GET", "/usage")).json();

  await t.step("of who did nothing is nothing, with all that there is left", async () => {
    const { today, month, unfinished_audio_ms, days } = await usage();
    assert.deepEqual(today.submissions, { used: 0, limit: 25, remaining: 25 });
    assert.deepEqual(today.audio_ms, { used: 0, limit: null, remaining: null });
    assert.deepEqual(month.audio_ms, { used: 0, limit: 100_000, remaining: 100_000 });
    assert.deepEqual(month.tokens, { used: 0, limit: null, remaining: null });
    assert.equal(unfinished_audio_ms, 0);
    const day = new Date().toISOString().slice(0, 10);
    assert.deepEqual([days.length, days[0].day], [30, day]);
    assert.deepEqual([days[29].submissions, days[29].day < day], [0, true]);
  });

  await t.step("tells what was asked for, what was done and what waits, by day and by month", async () => {
    const entry = await addReadyEntry(sql, ann);
    await sql`update public.entries set duration_ms = 20000 where id = ${entry}`;
    assert.equal((await api.call(ann, "POST", "/transcriptions", { entry_id: entry })).status, 202);
    const done = await addTranscription(sql, ann, entry);
    await sql`
      update public.transcriptions set status = 'completed', text = '', audio_ms = 30000, started_at = now(), ended_at = now()
      where id = ${done}`;
    await sql`select private.meter_tokens(${ann.id}, 10, 5)`;
    await sql`insert into public.usage_daily (user_id, day, audio_ms) values (${ann.id}, (now() at time zone 'utc')::date - 40, 7000)`;
    const { today, month, unfinished_audio_ms, days } = await usage();
    assert.deepEqual(today.submissions, { used: 1, limit: 25, remaining: 24 });
    assert.deepEqual(month.submissions, { used: 1, limit: null, remaining: null });
    assert.deepEqual(month.audio_ms, { used: 30_000, limit: 100_000, remaining: 50_000 });
    assert.deepEqual(today.tokens, { used: 15, limit: null, remaining: null });
    assert.equal(unfinished_audio_ms, 20_000);
    const [day] = days;
    assert.deepEqual([day.submissions, day.transcriptions, day.audio_ms], [1, 1, 30_000]);
    assert.deepEqual([day.input_tokens, day.output_tokens], [10, 5]);
  });

  await t.step("begins anew at midnight and on the first of the month, UTC", async () => {
    const { today, month } = await usage();
    const now = new Date();
    const [year, thisMonth, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
    assert.equal(Date.parse(today.resets_at), Date.UTC(year, thisMonth, day + 1));
    assert.equal(Date.parse(month.resets_at), Date.UTC(year, thisMonth + 1, 1));
  });

  await t.step("of the month holds its days and not those before", async () => {
    const bob = await addPerson(sql);
    await sql`
      insert into public.usage_daily (user_id, day, audio_ms)
      select ${bob.id}, date_trunc('month', now() at time zone 'utc')::date + days, 1000 from unnest(array[-1, 0]) as days`;
    const { month } = await usage(bob);
    assert.equal(month.audio_ms.used, 1000);
  });

  await t.step("knows no limit where the operator set none", async () => {
    await setLimits(sql, { monthly_audio_seconds: 0 });
    assert.deepEqual((await usage()).month.audio_ms, { used: 30_000, limit: null, remaining: null });
  });
});
