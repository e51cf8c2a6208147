import assert from "node:assert/strict";
import { ann, audioBytes, listFiles, startStorage } from "../support/storage.ts";

Deno.test("Storage keeps buckets for the service key", async (test) => {
  await using stack = await startStorage();
  const service = stack.client(stack.tokens.service);
  const user = stack.client(stack.tokens.ann);

  await test.step("creates, reads, changes and lists them", async () => {
    const options = { public: false, fileSizeLimit: "2MB", allowedMimeTypes: ["audio/*"] };
    assert.deepEqual((await service.createBucket("notes", options)).data, { name: "notes" });
    const { data } = await service.getBucket("notes");
    assert.deepEqual(
      [data?.public, data?.file_size_limit, data?.allowed_mime_types, data?.owner],
      [false, 2 * 1024 * 1024, ["audio/*"], ""],
    );
    const changed = await service.updateBucket("notes", { public: true, fileSizeLimit: null });
    assert.equal(changed.data?.message, "Successfully updated");
    const after = (await service.getBucket("notes")).data;
    assert.deepEqual([after?.public, after?.file_size_limit, after?.allowed_mime_types], [true, null, ["audio/*"]]);
    const listed = await service.listBuckets({ search: "O", sortColumn: "name", sortOrder: "desc", limit: 2 });
    assert.deepEqual(listed.data?.map(({ id, type }) => [id, type]), [["open", "STANDARD"], ["notes", "STANDARD"]]);
  });

  await test.step("a pattern of types lets its family in", async () => {
    const notes = service.from("notes");
    assert.equal((await notes.upload("a.wav", audioBytes, { contentType: "audio/aac" })).error, null);
    assert.equal((await notes.upload("b.txt", "text", { contentType: "text/plain" })).error?.statusCode, "415");
  });

  await test.step("refuses a taken or unfit name and a limit that is no size", async () => {
    const taken = await service.createBucket("notes", { public: false });
    assert.deepEqual([taken.error?.message, taken.error?.statusCode], ["The resource already exists", "409"]);
    assert.equal((await service.createBucket("a/b", { public: false })).error?.message, "Bucket name invalid");
    const limited = await service.createBucket("x", { public: false, fileSizeLimit: "much" });
    assert.match(limited.error?.message ?? "", /^Invalid file size format/);
  });

  await test.step("empties and deletes them, with their files", async () => {
    const filled = await service.deleteBucket("notes");
    assert.equal(filled.error?.message, "The bucket you tried to delete is not empty");
    assert.equal((await service.emptyBucket("notes")).error, null);
    assert.deepEqual(await listFiles(stack.filesDir), []);
    assert.equal((await service.deleteBucket("notes")).data?.message, "Successfully deleted");
    for (const { error } of [await service.getBucket("notes"), await service.deleteBucket("notes")]) {
      assert.deepEqual([error?.message, error?.message && error.status], ["Bucket not found", 400]);
    }
    assert.equal((await service.updateBucket("notes", { public: true })).error?.message, "Bucket not found");
    assert.equal((await service.emptyBucket("notes")).error?.message, "Bucket not found");
  });

  await test.step("a user without a policy on buckets sees and changes none, yet uses them", async () => {
    assert.deepEqual((await user.listBuckets()).data, []);
    assert.equal((await user.getBucket("audio")).error?.message, "Bucket not found");
    const created = await user.createBucket("mine", { public: false });
    assert.equal(created.error?.message, "new row violates row-level security policy");
    for (const { error } of [await user.deleteBucket("audio"), await user.emptyBucket("audio")]) {
      assert.equal(error?.message, "Bucket not found");
    }
    const uploaded = await user.from("audio").upload(`${ann}/a.wav`, audioBytes, { contentType: "audio/wav" });
    assert.equal(uploaded.error, null);
  });
});
