import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { announce } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";

const [fourGigabytes, limit] = [4_294_967_297, 5_368_709_120];

Deno.test("with a higher limit, files of more than 4 GiB are announced, and their size is a number everywhere", async () => {
  await using api = await startApi();
  const { sql } = api.database;
  await sql`update public.settings set value = ${sql.json(limit)} where key = 'max_upload_bytes'`;
  const ann = await addPerson(sql);
  const entry = await announce(api, ann, { filename: "concert.wav", byte_size: fourGigabytes });
  assert.equal(entry.byte_size, fourGigabytes);
  assert.equal((await (await api.call(ann, "GET", `/entries/${entry.id}`)).json()).byte_size, fourGigabytes);
  assert.equal((await (await api.call(ann, "GET", "/entries")).json()).data[0].byte_size, fourGigabytes);

  const larger = await api.call(ann, "POST", "/entries", { kind: "audio", filename: "a.wav", byte_size: limit + 1 });
  const { code, detail } = await larger.json();
  assert.deepEqual([larger.status, code], [413, "file_too_large"]);
  assert.match(detail, /5368709121 bytes.*5368709120/);
});
