import assert from "node:assert/strict";
import { ann, audioBytes, listFiles, startStorage } from "../support/storage.ts";

Deno.test("supabase-js against the local Storage", async (test) => {
  await using stack = await startStorage();
  const mine = stack.client(stack.tokens.ann).from("audio");
  const path = (name: string) => `${ann}/${name}`;
  const wav = { contentType: "audio/wav" };

  await test.step("uploads a Blob, a File, bytes and a stream, and downloads the same bytes", async () => {
    const bodies = {
      "blob.wav": new Blob([audioBytes], { type: "audio/wav" }),
      "file.wav": new File([audioBytes], "any.wav", { type: "audio/wav" }),
      "bytes.wav": audioBytes,
      "stream.wav": new Blob([audioBytes]).stream(),
    };
    for (const [name, body] of Object.entries(bodies)) {
      const { data, error } = await mine.upload(path(name), body, wav);
      assert.equal(error, null);
      assert.equal(data?.fullPath, `audio/${path(name)}`);
      const downloaded = await mine.download(path(name));
      assert.deepEqual(await downloaded.data?.bytes(), audioBytes);
      assert.equal(downloaded.data?.type, "audio/wav");
    }
  });

  await test.step("refuses a taken key and replaces it with upsert or update, which leaves one file", async () => {
    await mine.upload(path("again.wav"), audioBytes, wav);
    const before = await listFiles(stack.filesDir);
    const duplicate = await mine.upload(path("again.wav"), audioBytes, wav);
    assert.deepEqual([duplicate.error?.message, duplicate.error?.statusCode], ["The resource already exists", "409"]);
    assert.equal((await mine.upload(path("again.wav"), audioBytes.slice(0, 9), { ...wav, upsert: true })).error, null);
    assert.equal((await mine.info(path("again.wav"))).data?.size, 9);
    assert.equal((await mine.update(path("again.wav"), audioBytes.slice(0, 4), wav)).error, null);
    assert.deepEqual(await (await mine.download(path("again.wav"))).data?.bytes(), audioBytes.slice(0, 4));
    assert.equal((await listFiles(stack.filesDir)).length, before.length);
  });

  await test.step("tells about an object, with the user's own metadata", async () => {
    await mine.upload(path("told.wav"), new Blob([audioBytes], { type: "audio/wav" }), { metadata: { who: "ann" } });
    const { data } = await mine.info(path("told.wav"));
    assert.equal(data?.name, path("told.wav"));
    assert.equal(data?.contentType, "audio/wav");
    assert.equal(data?.cacheControl, "max-age=3600");
    assert.equal(data?.size, audioBytes.length);
    assert.deepEqual(data?.metadata, { who: "ann" });
    assert.match(data?.etag ?? "", /^"[0-9a-f]{32}"$/);
    assert.deepEqual(await mine.exists(path("told.wav")), { data: true, error: null });
    const missing = await mine.exists(path("no.wav"));
    assert.deepEqual([missing.data, missing.error?.message], [false, "Object not found"]);
  });

  await test.step("signs downloads that need no token, alone and many at a time", async () => {
    const { data } = await mine.createSignedUrl(path("told.wav"), 60, { download: "take.wav" });
    const response = await fetch(data?.signedUrl ?? "");
    assert.equal(
      response.headers.get("content-disposition"),
      "attachment; filename=take.wav; filename*=UTF-8''take.wav",
    );
    assert.deepEqual(await response.bytes(), audioBytes);
    const many = await mine.createSignedUrls([path("told.wav"), path("no.wav")], 60);
    assert.equal(await (await fetch(many.data?.[0]?.signedUrl ?? "")).bytes().then((bytes) => bytes.length), 32_044);
    assert.equal(many.data?.[1]?.error, "Either the object does not exist or you do not have access to it");
  });

  await test.step("signs an upload that needs no token and works once", async () => {
    const { data } = await mine.createSignedUploadUrl(path("signed.wav"));
    const visitor = stack.client(stack.tokens.anon).from("audio");
    const first = await visitor.uploadToSignedUrl(path("signed.wav"), data?.token ?? "", audioBytes, wav);
    assert.deepEqual([first.error, first.data?.fullPath], [null, `audio/${path("signed.wav")}`]);
    const second = await visitor.uploadToSignedUrl(path("signed.wav"), data?.token ?? "", audioBytes, wav);
    assert.equal(second.error?.message, "The resource already exists");
    const [row] = await stack.sql`select owner_id from storage.objects where name = ${path("signed.wav")}`;
    assert.equal(row?.owner_id, ann);
    assert.equal((await mine.createSignedUploadUrl(path("signed.wav"))).error?.message, "The resource already exists");
  });

  await test.step("lists a folder, and in pages with list-v2", async () => {
    for (const name of ["deep/a.wav", "deep/b.wav", "deep/c/d.wav"]) await mine.upload(path(name), audioBytes, wav);
    const { data } = await mine.list(path("deep"));
    assert.deepEqual(data?.map(({ name, id }) => [name, id === null]), [["a.wav", false], ["b.wav", false], [
      "c",
      true,
    ]]);
    const found = await mine.list(path("deep"), { search: "B", sortBy: { column: "created_at", order: "desc" } });
    assert.deepEqual(found.data?.map(({ name }) => name), ["b.wav"]);

    const options = { prefix: `${path("deep")}/`, with_delimiter: true, limit: 2 };
    const first = await mine.listV2(options);
    assert.equal(first.data?.hasNext, true);
    assert.deepEqual(first.data?.objects.map(({ key, name }) => [key, name]), [
      ["a.wav", path("deep/a.wav")],
      ["b.wav", path("deep/b.wav")],
    ]);
    const second = await mine.listV2({ ...options, cursor: first.data?.nextCursor ?? "" });
    assert.deepEqual([second.data?.hasNext, second.data?.folders.map(({ key }) => key)], [false, ["c"]]);
    assert.equal((await mine.listV2({ prefix: `${path("deep")}/` })).data?.objects.length, 3);
  });

  await test.step("copies, moves between buckets too, and removes", async () => {
    const other = stack.client(stack.tokens.ann).from("open");
    assert.equal((await mine.copy(path("told.wav"), path("copied.wav"))).data?.path, `audio/${path("copied.wav")}`);
    assert.deepEqual((await mine.info(path("copied.wav"))).data?.metadata, { who: "ann" });
    const moved = await mine.move(path("copied.wav"), path("moved.wav"), { destinationBucket: "open" });
    assert.equal(moved.data?.message, "Successfully moved");
    assert.deepEqual(await (await other.download(path("moved.wav"))).data?.bytes(), audioBytes);
    assert.deepEqual(await (await fetch(other.getPublicUrl(path("moved.wav")).data.publicUrl)).bytes(), audioBytes);
    assert.equal((await mine.download(path("copied.wav"))).error?.message, "Object not found");

    const before = await listFiles(stack.filesDir);
    const removed = await mine.remove([path("told.wav"), path("no.wav")]);
    assert.deepEqual(removed.data?.map(({ name }) => name), [path("told.wav")]);
    assert.equal((await listFiles(stack.filesDir)).length, before.length - 1);
    assert.deepEqual(await (await other.download(path("moved.wav"))).data?.bytes(), audioBytes);
  });

  await test.step("leaves one file for every row", async () => {
    const rows = await stack.sql`select bucket_id || '/' || version as file from storage.objects order by 1`;
    assert.deepEqual(await listFiles(stack.filesDir), rows.map(({ file }) => file));
  });
});
