import assert from "node:assert/strict";
import postgres from "postgres";
import { bootstrapDatabase } from "../../local/postgres/bootstrap.ts";
import { cloneDatabase } from "../support/database.ts";
import { ann, audioBytes, startStorage } from "../support/storage.ts";

Deno.test("the schema of Storage is the platform's, as far as policies and migrations see it", async (test) => {
  await using stack = await startStorage();
  const mine = stack.client(stack.tokens.ann).from("audio");
  await mine.upload(`${ann}/a/take.one.wav`, audioBytes, { contentType: "audio/wav" });

  await test.step("the functions take a name apart", async () => {
    const [parts] = await stack.sql`select storage.foldername(name) as folders, storage.filename(name) as file,
      storage.extension(name) as extension, path_tokens from storage.objects`;
    assert.deepEqual({ ...parts }, {
      folders: [ann, "a"],
      file: "take.one.wav",
      extension: "wav",
      path_tokens: [ann, "a", "take.one.wav"],
    });
    const [root] = await stack.sql`select storage.foldername('take.wav') as folders`;
    assert.deepEqual(root?.folders, []);
  });

  await test.step("SQL may not delete rows and so forget bytes, unless it says that it means to", async () => {
    const expected = { code: "42501", message: /Direct deletion from storage tables is not allowed/ };
    await assert.rejects(stack.sql`delete from storage.objects`, expected);
    await assert.rejects(stack.sql`delete from storage.buckets`, expected);
    const deleted = await stack.sql.begin(async (tx) => {
      await tx`set local storage.allow_delete_query = 'true'`;
      return await tx`delete from storage.objects returning name`;
    });
    assert.equal(deleted.length, 1);
  });

  await test.step("a key is taken once in a bucket", async () => {
    const insert = () => stack.sql`insert into storage.objects (bucket_id, name) values ('open', 'one')`;
    await insert();
    await assert.rejects(insert(), { code: "23505" });
    await assert.rejects(stack.sql`insert into storage.objects (bucket_id, name) values ('none', 'one')`, {
      code: "23503",
    });
  });
});

Deno.test("bootstrapping a database again keeps its buckets and policies", async () => {
  await using database = await cloneDatabase("platform");
  const sql = postgres(database.url, { max: 1 });
  try {
    await sql`insert into storage.buckets (id, name) values ('kept', 'kept')`;
    await sql`create policy "Nobody" on storage.objects for select to anon using (false)`;
    await bootstrapDatabase(database.adminUrl, new URL(database.adminUrl).password);
    const [{ buckets, policies }] = await sql<[{ buckets: number; policies: number }]>`select
      (select count(*)::int from storage.buckets) as buckets,
      (select count(*)::int from pg_policies where schemaname = 'storage') as policies`;
    assert.deepEqual([buckets, policies], [1, 1]);
  } finally {
    await sql.end();
  }
});
