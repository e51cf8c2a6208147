import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { addFixture, addText, announce, formWith, listObjects, put } from "../support/entries.ts";
import { bring, importOnce, makeSilence, serveFile, startLinkServer } from "../support/links.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";

const good = await readAudio("cbr.mp3");
const other = await readAudio("vbr.mp3");
const hashOf = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");

Deno.test("what is brought twice is known again", async (t) => {
  await using server = startLinkServer({ "/talk.mp3": serveFile(good) });
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true" });
  const { sql } = api.database;
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const upload = async (bytes: Uint8Array<ArrayBuffer>, fields: Record<string, unknown> = {}) => {
    const entry = await announce(api, ann, { filename: "talk.mp3", byte_size: bytes.length, ...fields });
    assert.equal(await put(api, entry.upload.url, bytes), 200);
    return entry;
  };
  const complete = async (id: string) => await api.call(ann, "POST", `/entries/${id}/complete`);
  const read = async (id: string) => await (await api.call(ann, "GET", `/entries/${id}`)).json();

  const original = await addFixture(api, ann);
  await t.step("the first is no duplicate", () => {
    assert.deepEqual([original.sha256, original.duplicate_of], [hashOf(good), null]);
  });

  await t.step("by whatever way it comes", async () => {
    const uploaded = await (await complete((await upload(good)).id)).json();
    const announced = await upload(good, { sha256: hashOf(good).toUpperCase() });
    assert.deepEqual([announced.sha256, announced.duplicate_of], [hashOf(good), original.id]);
    const form = await (await api.call(ann, "POST", "/entries", formWith(good, "again.mp3"))).json();
    const linked = await importOnce(api, ann, (await bring(api, ann, `${server.url}/talk.mp3`)).id);
    for (const entry of [uploaded, await (await complete(announced.id)).json(), form, linked]) {
      assert.deepEqual([entry.status, entry.sha256, entry.duplicate_of], ["ready", hashOf(good), original.id]);
    }
    assert.deepEqual([(await read(original.id)).duplicate_of, (await read(linked.id)).duplicate_of], [
      null,
      original.id,
    ]);
  });

  await t.step("texts too, as they are kept", async () => {
    const text = await addText(api, ann, "Grüße");
    const again = await addText(api, ann, " Grüße\n");
    assert.deepEqual([text.sha256, text.duplicate_of], [hashOf("Grüße"), null]);
    assert.deepEqual([again.sha256, again.duplicate_of], [hashOf("Grüße"), text.id]);
  });

  await t.step("by its owner alone", async () => {
    assert.equal((await addFixture(api, bob)).duplicate_of, null);
  });

  await t.step("a list by hash holds them all, and nothing else", async () => {
    await addFixture(api, ann, "vbr.mp3");
    const { data } = await (await api.call(ann, "GET", `/entries?sha256=${hashOf(good)}`)).json();
    assert.equal(data.length, 5);
    assert.equal(data.at(-1).id, original.id);
    assert.ok(data.slice(0, -1).every((entry: { duplicate_of: string }) => entry.duplicate_of === original.id));
    assert.equal(await outcomeOfResponse(await api.call(ann, "GET", "/entries?sha256=abc")), "422 invalid_request");
  });

  await t.step("one that waits for its file is no original, whatever its owner says", async () => {
    const sha256 = hashOf("none");
    const { id } = await announce(api, ann, { filename: "a.mp3", byte_size: 9, sha256 });
    const { duplicate_of } = await announce(api, ann, { filename: "b.mp3", byte_size: 9, sha256 });
    assert.deepEqual([(await read(id)).sha256, duplicate_of], [sha256, null]);
  });

  await t.step("when the first is deleted, the next is the original", async () => {
    const { data } = await (await api.call(ann, "GET", `/entries?sha256=${hashOf(good)}`)).json();
    const [next, last] = [data.at(-2).id, data[0].id];
    assert.equal((await api.call(ann, "DELETE", `/entries/${original.id}`)).status, 204);
    assert.deepEqual([(await read(next)).duplicate_of, (await read(last)).duplicate_of], [null, next]);
  });

  await t.step(
    "a file that is not the one which was announced is refused and removed, and may come again",
    async () => {
      const before = await listObjects(sql);
      const { id, upload: { url } } = await upload(other, { sha256: hashOf(good) });
      assert.equal(await outcomeOfResponse(await complete(id)), "422 checksum_mismatch");
      assert.deepEqual([await listObjects(sql), (await read(id)).status], [before, "awaiting_upload"]);
      assert.equal(await put(api, url, good), 200);
      assert.equal(await outcomeOfResponse(await complete(id)), "200");
    },
  );

  await t.step("of a file that is too large to be read the hash is what its owner said", async () => {
    const large = makeSilence(4200);
    const { id } = await upload(large, { sha256: hashOf("anything"), filename: "large.wav" });
    assert.equal((await (await complete(id)).json()).sha256, hashOf("anything"));
    const unknown = await (await complete((await upload(large, { filename: "large.wav" })).id)).json();
    assert.deepEqual([unknown.status, unknown.sha256, unknown.duplicate_of], ["ready", null, null]);
  });
});
