import assert from "node:assert/strict";
import type postgres from "postgres";
import { cloneDatabase } from "../support/database.ts";
import { setLimits, turnMidnight } from "../support/limits.ts";
import { addPerson, type Person } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";

type State = { name: string; allowance: number; remaining: number; resets_at: Date; retry_at: Date | null };

/** What a function of the limits answers when the API asks for somebody. */
async function askAs(sql: postgres.Sql, { caller }: Person, call: string): Promise<State[]> {
  return await sql.begin(async (tx) => {
    await tx`select set_config('role', 'api_user', true), set_config('request.jwt.claims', ${caller.claims}, true)`;
    return await tx.unsafe<State[]>(`select * from private.${call}`);
  });
}

const short = (states: State[]) => states.map((state) => [state.name, state.remaining, state.retry_at !== null]);

Deno.test("limits in the database", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;

  await t.step("begin as they are documented", async () => {
    const rows =
      await sql`select key, value from public.settings where key ~ '_per_(day|minute)$' or key ~ '^monthly_'`;
    assert.deepEqual(Object.fromEntries(rows.map(({ key, value }) => [key, value])), {
      submissions_per_day: 25,
      anonymous_submissions_per_day: 5,
      submissions_per_minute: 15,
      address_submissions_per_minute: 30,
      requests_per_minute: 300,
      address_requests_per_minute: 1200,
      monthly_audio_seconds: 0,
    });
  });

  await t.step("a minute lets the whole allowance through at once, then one at a time as it fills up", async () => {
    await setLimits(sql, { requests_per_minute: 7 });
    const ann = await addPerson(sql);
    for (const left of [6, 5, 4, 3, 2, 1, 0]) {
      assert.deepEqual(short(await askAs(sql, ann, "count_request(null, false)")), [[
        "requests_per_minute",
        left,
        false,
      ]]);
    }
    const [refused] = await askAs(sql, ann, "count_request(null, false)");
    assert.deepEqual(short([refused!]), [["requests_per_minute", 0, true]]);
    const now = Date.now();
    // A seventh of a minute until the next one, a minute until all of them.
    assert(refused!.retry_at!.getTime() - now < 8600 && refused!.resets_at.getTime() - now > 50_000);
    await sql`update private.paces set full_at = full_at - interval '9 seconds'`;
    assert.deepEqual(short(await askAs(sql, ann, "count_request(null, false)")), [["requests_per_minute", 0, false]]);
    assert.equal((await askAs(sql, ann, "count_request(null, false)"))[0]?.retry_at !== null, true);
    await sql`update private.paces set full_at = full_at - interval '1 day'`;
    assert.deepEqual(short(await askAs(sql, ann, "count_request(null, false)")), [["requests_per_minute", 6, false]]);
  });

  await t.step("zero a minute is none at all", async () => {
    await setLimits(sql, { requests_per_minute: 0 });
    const states = await askAs(sql, await addPerson(sql), "count_request(null, false)");
    assert.deepEqual(short(states), [["requests_per_minute", 0, true]]);
    await setLimits(sql, { requests_per_minute: 300 });
  });

  await t.step("an address is counted for all who share it, and who is refused does not use it up", async () => {
    await setLimits(sql, { address_requests_per_minute: 2 });
    const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
    assert.deepEqual(short(await askAs(sql, ann, "count_request('home', false)"))[1], [
      "address_requests_per_minute",
      1,
      false,
    ]);
    assert.deepEqual(short(await askAs(sql, bob, "count_request('home', false)"))[1], [
      "address_requests_per_minute",
      0,
      false,
    ]);
    assert.deepEqual(short(await askAs(sql, bob, "count_request('home', false)"))[1], [
      "address_requests_per_minute",
      0,
      true,
    ]);
    assert.deepEqual(short(await askAs(sql, bob, "count_request('work', false)"))[1], [
      "address_requests_per_minute",
      1,
      false,
    ]);
  });

  await t.step("a day ends at midnight, UTC", async () => {
    await setLimits(sql, { submissions_per_day: 2 });
    const ann = await addPerson(sql);
    for (const left of [1, 0]) {
      assert.deepEqual(short(await askAs(sql, ann, "count_submission(null, 1)"))[0], [
        "submissions_per_day",
        left,
        false,
      ]);
    }
    const [refused] = await askAs(sql, ann, "count_submission(null, 1)");
    const midnight = new Date();
    midnight.setUTCHours(24, 0, 0, 0);
    assert.deepEqual([refused?.retry_at, refused?.resets_at], [midnight, midnight]);
    await turnMidnight(sql, ann);
    assert.deepEqual(short(await askAs(sql, ann, "count_submission(null, 1)"))[0], ["submissions_per_day", 1, false]);
  });

  await t.step("who is anonymous has a limit of their own, and whom an operator favours too", async () => {
    await setLimits(sql, { submissions_per_day: 3, anonymous_submissions_per_day: 1 });
    const visitor = await addPerson(sql, { isAnonymous: true });
    assert.deepEqual(short(await askAs(sql, visitor, "count_submission(null, 1)"))[0], [
      "submissions_per_day",
      0,
      false,
    ]);
    assert.deepEqual(short(await askAs(sql, visitor, "count_submission(null, 1)")), [["submissions_per_day", 0, true]]);
    const bob = await addPerson(sql);
    await sql`insert into public.user_limits (user_id, submissions_per_day) values (${bob.id}, 0), (${visitor.id}, 9)`;
    assert.deepEqual(short(await askAs(sql, visitor, "count_submission(null, 1)"))[0], [
      "submissions_per_day",
      7,
      false,
    ]);
    assert.deepEqual(short(await askAs(sql, bob, "count_submission(null, 1)")), [["submissions_per_day", 0, true]]);
    assert.deepEqual(short(await askAs(sql, bob, "count_request(null, true)"))[1], ["submissions_per_day", 0, false]);
  });

  await t.step("audio counts against the month with what is not done yet", async () => {
    const ann = await addPerson(sql);
    await sql`insert into public.user_limits (user_id, submissions_per_day, monthly_audio_seconds) values (${ann.id}, 9, 100)`;
    await sql`insert into public.usage_daily (user_id, day, audio_ms) values (${ann.id}, date_trunc('month', now() at time zone 'utc'), 60000)`;
    await sql`insert into public.usage_daily (user_id, day, audio_ms) values (${ann.id}, '2001-01-01', 999000)`;
    const entry = await addReadyEntry(sql, ann);
    await sql`update public.entries set duration_ms = 30000 where id = ${entry}`;
    const id = await addTranscription(sql, ann, entry);
    const quota = async (ms: number | null) => short(await askAs(sql, ann, `count_submission(null, ${ms})`))[1];
    assert.deepEqual(await quota(10_000), ["monthly_audio_seconds", 10, false]);
    assert.deepEqual(await quota(10_001), ["monthly_audio_seconds", 10, true]);
    await sql`update public.transcriptions set clip_start_ms = 5000, clip_end_ms = 15000 where id = ${id}`;
    assert.deepEqual(await quota(30_001), ["monthly_audio_seconds", 30, true]);
    await sql`
      update public.transcriptions set status = 'completed', text = '', audio_ms = 40000, started_at = now(), ended_at = now()
      where id = ${id}`;
    assert.deepEqual(await quota(null), ["monthly_audio_seconds", 0, true]);
  });

  await t.step("tokens are metered for whom the service names, and by a user for nobody else", async () => {
    const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
    await sql`select private.meter_tokens(${ann.id}, 10, 5)`;
    await askAs(sql, ann, `meter_tokens('${ann.id}', 1, 1)`);
    await askAs(sql, bob, `meter_tokens('${ann.id}', 100, 100)`);
    const rows =
      await sql`select user_id, input_tokens::int, output_tokens::int from public.usage_daily where input_tokens > 0`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [{ user_id: ann.id, input_tokens: 11, output_tokens: 6 }]);
  });

  await t.step("a month of any length can be allowed", async () => {
    const ann = await addPerson(sql);
    await sql`insert into public.user_limits (user_id, monthly_audio_seconds) values (${ann.id}, 2147483647)`;
    assert.deepEqual(short(await askAs(sql, ann, "count_submission(null, 3600000)"))[1], [
      "monthly_audio_seconds",
      2147483647,
      false,
    ]);
  });

  await t.step("what has filled up again is forgotten, and so are answers of the day before", async () => {
    const ann = await addPerson(sql);
    await sql`delete from private.paces`;
    await sql`insert into private.paces values ('old', '1', now() - interval '1 minute'), ('new', '1', now() + interval '1 minute')`;
    await sql`
      insert into private.idempotency_keys (user_id, key_hash, request_hash, state, expires_at)
      values (${ann.id}, 'a', 'a', 'free', now() - interval '1 second'), (${ann.id}, 'b', 'b', 'free', default)`;
    await sql`select private.forget_old_rows()`;
    assert.deepEqual((await sql`select name from private.paces`).map(({ name }) => name), ["new"]);
    assert.equal((await sql`select from private.idempotency_keys`).length, 1);
  });
});
