import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";

Deno.test("the bucket's limit follows the setting for uploads, and other settings leave it alone", async () => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const limit = async () =>
    (await sql`select file_size_limit from storage.buckets where id = 'audio'`)[0]?.file_size_limit;
  assert.equal(await limit(), "104857600");
  await sql`update public.settings set value = '5368709120' where key = 'max_upload_bytes'`;
  assert.equal(await limit(), "5368709120");
  await sql`update public.settings set value = '60' where key = 'max_audio_seconds'`;
  assert.equal(await limit(), "5368709120");
});
