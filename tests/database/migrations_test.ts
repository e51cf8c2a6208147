import assert from "node:assert/strict";
import { migrate } from "../../local/postgres/migrate.ts";
import { databaseTypes, typesFile } from "../../deploy/database_types.ts";
import { cloneDatabase } from "../support/database.ts";
import { prepareSupabaseCli } from "../support/supabase_cli.ts";

Deno.test("Supabase's own command line agrees with our migrations", async (t) => {
  await using cli = await prepareSupabaseCli();
  await using database = await cloneDatabase("platform");
  const versions = async () =>
    (await database.sql`select version, name from supabase_migrations.schema_migrations order by version`)
      .map(({ version, name }) => `${version}_${name}.sql`);
  const files = Array.from(Deno.readDirSync(new URL("../../migrations/", import.meta.url)), ({ name }) => name).sort();

  await t.step("it applies all of them to a new project", async () => {
    const { code, output } = await cli.run(database.url, "db", "push", "--yes");
    assert.equal(code, 0, output);
    assert.deepEqual(await versions(), files);
  });

  await t.step("it says so when nothing is left", async () => {
    const { code, output } = await cli.run(database.url, "db", "push", "--yes");
    assert.equal(code, 0, output);
    assert.match(output, /up to date/i);
  });

  await t.step("its advisors find nothing to warn of", async () => {
    const { code, output } = await cli.run(database.url, "db", "advisors", "--fail-on", "warn");
    assert.equal(code, 0, output);
    await database.sql`create table public.left_open (id int)`;
    await database.sql`grant select on public.left_open to anon`;
    const warned = await cli.run(database.url, "db", "advisors", "--fail-on", "warn");
    assert.match(warned.output, /left_open/);
    assert.notEqual(warned.code, 0);
  });

  await t.step("what it has applied we do not apply again", async () => {
    assert.deepEqual(await migrate(database.url), []);
  });

  await t.step("it lists what we have applied as applied", async () => {
    await using ours = await cloneDatabase();
    const { code, output } = await cli.run(ours.url, "migration", "list");
    assert.equal(code, 0, output);
    const rows = [...output.matchAll(/`(\d{14})` +\| `(\d{14})`/g)].map(([, here, there]) => [here, there]);
    assert.deepEqual(rows, files.map((file) => [file.slice(0, 14), file.slice(0, 14)]));
  });
});

Deno.test("data that was made with other migrations is left as it is", async () => {
  await using database = await cloneDatabase();
  await database.sql`
    update supabase_migrations.schema_migrations set version = '20200101000000'
    where version = (select max(version) from supabase_migrations.schema_migrations)`;
  await assert.rejects(
    migrate(database.url),
    /other migrations \(20200101000000 is not here\): begin anew with --reset/,
  );
});

Deno.test("the types for supabase-js are those of the migrations", async () => {
  await using database = await cloneDatabase();
  const current = await Deno.readTextFile(typesFile);
  assert.equal(current, await databaseTypes(database.url), "Run 'deno task types'");
});
