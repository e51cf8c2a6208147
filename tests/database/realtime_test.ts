import assert from "node:assert/strict";
import { migrate } from "../../local/postgres/migrate.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";

/** `realtime` as the platform has it, as far as we use it; what is sent is kept in `realtime.messages`. */
const platformRealtime = `
  create schema realtime;
  create table realtime.messages (payload jsonb, event text, topic text, private boolean);
  alter table realtime.messages enable row level security;
  alter table realtime.messages owner to postgres;
  create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
    language sql security definer as $$ insert into realtime.messages values ($1, $2, $3, $4) $$;
  create function realtime.topic() returns text language sql stable as $$
    select nullif(current_setting('realtime.topic', true), '')
  $$;
  grant usage on schema realtime to postgres, authenticated;
  grant select on realtime.messages to authenticated;
  create publication supabase_realtime;
  alter publication supabase_realtime owner to postgres;`;

Deno.test("who listens hears of ids and states, and never of a transcript", async (t) => {
  await using database = await cloneDatabase("platform");
  const { sql } = database;
  await sql.unsafe(platformRealtime);
  await migrate(database.url);
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const entry = await addReadyEntry(sql, ann);
  const transcription = await addTranscription(sql, ann, entry);
  const takeMessages = async () => (await sql`delete from realtime.messages returning *`).map((row) => ({ ...row }));
  const message = (event: string, status: string, progress: number) => ({
    payload: { id: transcription, entry_id: entry, status, progress, provider: "openai", error_code: null },
    event: `transcription.${event}`,
    topic: `user:${ann.id}`,
    private: true,
  });

  await t.step("changes of the tables are published without content", async () => {
    const rows = await sql<{ table: string; columns: string[] }[]>`
      select tablename as table, attnames::text[] as columns from pg_publication_tables
      where pubname = 'supabase_realtime' order by tablename`;
    assert.deepEqual(Object.fromEntries(rows.map(({ table, columns }) => [table, columns])), {
      entries: ["id", "user_id", "status"],
      transcriptions: ["id", "user_id", "entry_id", "status", "progress"],
    });
  });

  await t.step("each event of a transcription is sent to its owner's private topic", async () => {
    assert.deepEqual(await takeMessages(), [message("queued", "queued", 0)]);
    await sql`update public.transcriptions set status = 'processing', started_at = now()`;
    await sql`update public.transcriptions set progress = 50`;
    await sql`
      update public.transcriptions set status = 'completed', progress = 100, text = 'Secret', ended_at = now()`;
    assert.deepEqual(await takeMessages(), [
      message("processing", "processing", 0),
      message("progress", "processing", 50),
      message("completed", "completed", 100),
    ]);
  });

  await t.step("what is no event is not sent", async () => {
    await sql`update public.transcriptions set speakers = '{"A": "Ann"}'`;
    assert.deepEqual(await takeMessages(), []);
  });

  await t.step("only the owner may listen to the topic", async () => {
    await sql`update public.transcriptions set progress = 99`;
    const heardBy = (claims: string, topic: string) =>
      sql.begin(async (tx) => {
        await tx`
          select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true),
            set_config('realtime.topic', ${topic}, true)`;
        return (await tx`select topic from realtime.messages`).length;
      });
    assert.equal(await heardBy(ann.caller.claims, `user:${ann.id}`), 1);
    assert.equal(await heardBy(bob.caller.claims, `user:${ann.id}`), 0);
    assert.equal(await heardBy(ann.caller.claims, `user:${bob.id}`), 0);
  });
});

Deno.test("a project that opens new tables to everyone by default stays closed", async () => {
  await using database = await cloneDatabase("platform");
  const { sql } = database;
  await sql`
    alter default privileges for role postgres in schema public
    grant all on tables to anon, authenticated, service_role`;
  await migrate(database.url);
  await using strict = await cloneDatabase();
  const [open, closed] = await Promise.all([database, strict].map(async (each) =>
    (await each.sql`
      select relname, role, privilege from pg_class, unnest(array['anon', 'authenticated', 'api_user']) as role,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
      where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(role, oid, privilege)
      order by relname, role, privilege`).map((row) => ({ ...row }))
  ));
  assert.ok(closed!.length > 0);
  assert.deepEqual(open, closed);
});
