import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";

/** Who may call each function of the private schema beside its owner. */
const callers: Record<string, string[]> = {
  is_admin: ["api_admin"],
  demand_admin: ["api_admin"],
  find_users: ["api_admin"],
  count_users: ["api_admin"],
  change_user: ["api_admin"],
  delete_user: ["api_admin"],
  audit: ["api_admin", "api_user", "service_role"],
  use_api_key: ["service_role"],
  setting: ["api_user", "service_role"],
  why_paused: ["api_user"],
  obeys_rule: ["api_admin", "service_role"],
  rule_of_setting: ["api_admin"],
  limits_of_user: ["api_admin"],
  default_expiry: ["api_user", "service_role"],
  purge_entry: ["service_role"],
  claim_jobs: ["service_role"],
  renew_leases: ["service_role"],
  complete_job: ["service_role"],
  fail_job: ["service_role"],
  write_metrics: ["service_role"],
  read_metrics: ["service_role"],
  usage_totals: ["api_admin", "service_role"],
  queue_state: ["api_admin", "service_role"],
  owner_of_job: ["api_admin"],
  transcription_of_job: ["api_admin"],
  retry_job: ["api_admin"],
  discard_job: ["api_admin"],
  enqueue_jobs: ["service_role"],
  enqueue_later: ["service_role"],
  hasten_job: ["service_role"],
  hold_job: ["api_user", "service_role"],
  defer_job: ["service_role"],
  record_answer: ["service_role"],
  hold_endpoint: ["service_role"],
  wake_worker: ["service_role"],
  work_is_due: ["service_role"],
  limits_of_caller: ["api_user"],
  submissions_today: ["api_user"],
  audio_this_month: ["api_user"],
  unfinished_audio_ms: ["api_user"],
  count_on: ["api_admin", "api_user", "service_role"],
  count_request: ["api_user"],
  count_submission: ["api_user"],
  meter_tokens: ["api_user", "service_role"],
  claim_key: ["api_user"],
  keep_reply: ["api_admin", "api_user"],
  free_key: ["api_user"],
  transcription_event_data: ["api_user"],
  find_segments: ["api_user"],
  find_entries: ["api_user"],
  mark_found: ["api_user"],
  question_terms: ["api_user", "service_role"],
};

Deno.test("the schemas are closed by default and quick to check", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const namesOf = async (query: string) => (await sql.unsafe<{ name: string }[]>(query)).map(({ name }) => name);

  await t.step("every table has row-level security", async () => {
    const open = await namesOf(`
      select oid::regclass::text as name from pg_class
      where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('r', 'p')
        and not relrowsecurity`);
    assert.deepEqual(open, []);
  });

  await t.step("only the private schema has functions", async () => {
    assert.deepEqual(
      await namesOf("select proname as name from pg_proc where pronamespace = 'public'::regnamespace"),
      [],
    );
  });

  await t.step("every function looks names up nowhere by itself", async () => {
    const searching = await namesOf(`
      select proname as name from pg_proc
      where pronamespace = 'private'::regnamespace and coalesce(proconfig, '{}') <> array['search_path=""']`);
    assert.deepEqual(searching, []);
  });

  await t.step("nobody calls a function of the private schema but those who need it", async () => {
    const rows = await sql<{ name: string; callers: string[] }[]>`
      select proname as name, array_agg(rolname::text order by rolname) filter (
        where has_function_privilege(pg_roles.oid, pg_proc.oid, 'execute')
      ) as callers
      from pg_proc, pg_roles
      where pronamespace = 'private'::regnamespace and rolname in ('anon', 'authenticated', 'api_user', 'api_admin', 'service_role')
      group by pg_proc.oid, proname having bool_or(has_function_privilege(pg_roles.oid, pg_proc.oid, 'execute'))`;
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.name, row.callers])), callers);
  });

  await t.step("no token makes the Data API take a role of the API", async () => {
    for (const role of ["api_user", "api_admin"]) {
      const takers = await namesOf(`
        select rolname as name from pg_roles
        where pg_has_role(rolname, '${role}', 'member') and not rolsuper and rolname <> '${role}'`);
      assert.deepEqual(takers, ["postgres"]);
    }
  });

  await t.step("nobody who is signed in sees the private schema", async () => {
    const users = await namesOf(`
      select rolname as name from pg_roles
      where rolname in ('anon', 'authenticated', 'authenticator') and has_schema_privilege(rolname, 'private', 'usage')`);
    assert.deepEqual(users, []);
  });

  await t.step("an owner may change an entry's title and tags, and through the API the rest", async () => {
    const rows = await sql<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = 'public.entries'::regclass and attnum > 0
        and has_column_privilege('authenticated', attrelid, attnum, 'update')`;
    assert.deepEqual(rows.map(({ name }) => name).sort(), ["tags", "title"]);
  });

  await t.step("an edit may change a segment's text, words and speaker, and nothing else of it", async () => {
    const rows = await sql<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = 'public.segments'::regclass and attnum > 0
        and has_column_privilege('api_user', attrelid, attnum, 'update')`;
    assert.deepEqual(rows.map(({ name }) => name).sort(), ["speaker", "text", "words"]);
  });

  await t.step("nobody who reads API keys reads their hashes", async () => {
    const readers = await namesOf(`
      select rolname as name from pg_roles
      where rolname in ('anon', 'authenticated', 'api_user', 'api_admin', 'service_role')
        and has_column_privilege(pg_roles.oid, 'public.api_keys', 'hash', 'select')`);
    assert.deepEqual(readers, []);
  });

  await t.step("every foreign key starts an index", async () => {
    const slow = await namesOf(`
      select conrelid::regclass || ' ' || conname as name from pg_constraint
      where contype = 'f' and connamespace in ('public'::regnamespace, 'private'::regnamespace) and not exists (
        select from pg_index where indrelid = conrelid and indpred is null
          and (string_to_array(indkey::text, ' ')::smallint[])[1:cardinality(conkey)] @> conkey
      )`);
    assert.deepEqual(slow, []);
  });

  await t.step("every column that a policy compares starts an index", async () => {
    const slow = await namesOf(`
      select distinct polrelid::regclass || '.' || attname as name
      from pg_policy
      join pg_depend on classid = 'pg_policy'::regclass and objid = pg_policy.oid and refobjid = polrelid
        and refobjsubid > 0
      join pg_attribute on attrelid = polrelid and attnum = refobjsubid
      where not exists (select from pg_index where indrelid = polrelid and indkey[0] = attnum)
        and polrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)`);
    assert.deepEqual(slow, []);
  });

  await t.step("every policy asks who is there once a statement, not once a row", async () => {
    const slow = await namesOf(`
      select policyname as name from pg_policies
      where schemaname in ('public', 'storage')
        and regexp_replace(coalesce(qual, '') || coalesce(with_check, ''), 'SELECT auth\\.\\w+\\(\\)', '', 'g') ~ 'auth\\.'`);
    assert.deepEqual(slow, []);
  });
});
