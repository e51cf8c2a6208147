import assert from "node:assert/strict";
import { ann, audioBytes, listFiles, readError, startStorage } from "../support/storage.ts";

const limit = 50 * 1024 * 1024;

Deno.test("Storage receives bodies within the bucket's limits", async (test) => {
  await using stack = await startStorage();
  const { send } = stack;
  let count = 0;
  const nextPath = () => `/object/audio/${ann}/${++count}.wav`;
  const upload = (body: BodyInit, headers: HeadersInit = {}) =>
    send(nextPath(), { method: "POST", body, headers: { "content-type": "audio/wav", ...headers } });
  const uploadForm = (fill: (form: FormData) => void) => {
    const form = new FormData();
    fill(form);
    return send(nextPath(), { method: "POST", body: form });
  };
  const info = async () => await (await send(`/object/info/audio/${ann}/${count}.wav`)).json();
  const audio = (type = "audio/wav") => new Blob([audioBytes], { type });

  await test.step("bytes bring their type, cache control and metadata in headers", async () => {
    const metadata = btoa(JSON.stringify({ who: "ann" }));
    const response = await upload(audioBytes, { "cache-control": "max-age=60", "x-metadata": metadata });
    const { Key, Id } = await response.json();
    assert.deepEqual([response.status, Key], [200, `audio/${ann}/${count}.wav`]);
    const told = await info();
    assert.deepEqual(
      [told.id, told.size, told.content_type, told.cache_control, told.metadata],
      [Id, 32_044, "audio/wav", "max-age=60", { who: "ann" }],
    );
  });

  const types = ["text/html", "audio/wav; codecs=1", "AUDIO/WAV", "application/octet-stream"];
  for (const type of types) {
    await test.step(`the type "${type}" is refused as bytes and in a form`, async () => {
      const expected = {
        status: 400,
        statusCode: "415",
        code: "InvalidMimeType",
        error: "invalid_mime_type",
        message: `mime type ${type} is not supported`,
      };
      assert.deepEqual(await readError(await upload(audioBytes, { "content-type": type })), expected);
      const form = await uploadForm((form) => {
        form.set("contentType", type);
        form.set("file", audio());
      });
      assert.deepEqual(await readError(form), expected);
    });
  }

  await test.step("a form's file part may have any name, and fields may stand before or after it", async () => {
    for (const name of ["", "file", "banana"]) {
      const response = await uploadForm((form) => {
        form.set("cacheControl", "3600");
        form.set("userMetadata", '{"from":"userMetadata"}');
        form.set(name, audio());
        form.set("metadata", '{"from":"metadata"}');
      });
      assert.equal(response.status, 200);
      await response.body?.cancel();
      const told = await info();
      assert.deepEqual([told.size, told.cache_control, told.metadata], [32_044, "max-age=3600", { from: "metadata" }]);
    }
  });

  await test.step("metadata that is not JSON is dropped", async () => {
    const response = await uploadForm((form) => {
      form.set("metadata", "{not json");
      form.set("file", audio());
    });
    assert.equal(response.status, 200);
    await response.body?.cancel();
    assert.deepEqual((await info()).metadata, {});
  });

  await test.step("of two files the first is stored", async () => {
    const response = await uploadForm((form) => {
      form.append("file", audio());
      form.append("file", new Blob(["second"], { type: "audio/wav" }));
    });
    assert.equal(response.status, 200);
    await response.body?.cancel();
    assert.equal((await info()).size, 32_044);
  });

  await test.step("a form without a file, with too many fields or broken off is refused", async () => {
    const noFile = await uploadForm((form) => form.set("metadata", "{}"));
    assert.equal((await readError(noFile)).message, "No content provided");
    const manyFields = await uploadForm((form) => {
      for (let field = 0; field < 11; field++) form.set(`field${field}`, "x");
      form.set("file", audio());
    });
    const tooMany = await readError(manyFields);
    assert.equal(tooMany.message, "Request stream closed before upload could begin");
    const broken = await upload(audioBytes, { "content-type": "multipart/form-data; boundary=never" });
    assert.deepEqual(await readError(broken), {
      status: 400,
      statusCode: "400",
      code: "InvalidRequest",
      error: "InvalidRequest",
      message: "Unexpected end of multipart data",
    });
    const cut = '--cut\r\ncontent-disposition: form-data; name=""; filename="a"\r\ncontent-type: audio/wav\r\n\r\nRIFF';
    for (const body of [cut, `${cut}\r\n--cut\r\ncontent-disposition: form-data; name="metadata"\r\n\r\n{`]) {
      const halfway = await upload(body, { "content-type": "multipart/form-data; boundary=cut" });
      assert.equal((await readError(halfway)).code, "InvalidRequest");
    }
    const unbound = await upload(cut, { "content-type": "multipart/form-data" });
    assert.equal((await readError(unbound)).code, "InvalidRequest");
  });

  await test.step("exactly the limit passes; one byte more is refused as bytes and in a form", async () => {
    const tooLarge = {
      status: 400,
      statusCode: "413",
      code: "EntityTooLarge",
      error: "Payload too large",
      message: "The object exceeded the maximum allowed size",
    };
    assert.equal((await (await upload(new Uint8Array(limit))).json()).Key, `audio/${ann}/${count}.wav`);
    assert.deepEqual(await readError(await upload(new Uint8Array(limit + 1))), tooLarge);
    const form = await uploadForm((form) => form.set("", new Blob([new Uint8Array(limit + 1)], { type: "audio/wav" })));
    assert.deepEqual(await readError(form), tooLarge);
  });

  await test.step("like the platform, a chunked body without a length passes the limit", async () => {
    const response = await upload(new Blob([new Uint8Array(limit + 1)]).stream());
    assert.equal(response.status, 200);
    await response.body?.cancel();
    assert.equal((await info()).size, limit + 1);
  });

  await test.step("nothing of a refused upload stays on disk", async () => {
    const rows = await stack.sql`select bucket_id || '/' || version as file from storage.objects order by 1`;
    assert.deepEqual(await listFiles(stack.filesDir), rows.map(({ file }) => file));
    assert.deepEqual([...Deno.readDirSync(`${stack.filesDir}/.incoming`)], []);
  });
});
