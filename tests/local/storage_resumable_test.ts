import assert from "node:assert/strict";
import { ann, audioBytes, bob, listFiles, startStorage } from "../support/storage.ts";

const half = 16_000;

Deno.test("Storage takes resumable uploads by TUS", async (test) => {
  await using stack = await startStorage();
  const { tokens } = stack;
  const mine = stack.client(tokens.ann).from("audio");

  const tus = (
    url: string,
    method: string,
    headers: HeadersInit = {},
    init: { token?: string | null; body?: BodyInit } = {},
  ) => stack.send(url.replace(stack.url, ""), { method, headers: { "tus-resumable": "1.0.0", ...headers }, ...init });
  const describe = (key: string, more: Record<string, string> = { contentType: "audio/wav" }) =>
    Object.entries({ bucketName: "audio", objectName: key, ...more }).map(([name, value]) => `${name} ${btoa(value)}`)
      .join();
  const create = async (key: string, { size = audioBytes.length, headers = {}, token = tokens.ann, more }: {
    size?: number;
    headers?: Record<string, string>;
    token?: string | null;
    more?: Record<string, string>;
  } = {}) => {
    const sent = { "upload-length": String(size), "upload-metadata": describe(key, more), ...headers };
    const route = "x-signature" in headers ? "/upload/resumable/sign" : "/upload/resumable";
    const response = await tus(route, "POST", sent, { token });
    return {
      status: response.status,
      url: response.headers.get("location") ?? "",
      headers: response.headers,
      text: await response.text(),
    };
  };
  const patch = async (
    url: string,
    offset: number,
    body: Uint8Array<ArrayBuffer>,
    headers: HeadersInit = {},
    token: string | null = tokens.ann,
  ) => {
    const type = { "content-type": "application/offset+octet-stream", "upload-offset": String(offset) };
    const response = await tus(url, "PATCH", { ...type, ...headers }, { body, token });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const offsetOf = async (url: string) => Number((await tus(url, "HEAD")).headers.get("upload-offset"));

  await test.step("an object appears with its last byte and not before", async () => {
    const key = `${ann}/t.wav`;
    const { status, url, headers } = await create(key, {
      more: { contentType: "audio/wav", cacheControl: "3600", metadata: '{"who":"ann"}' },
    });
    assert.equal(status, 201);
    assert.ok(headers.get("upload-expires"));
    const id = atob((url.split("/").at(-1) ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    assert.match(id, new RegExp(`^audio/${key}/[0-9a-f-]{36}$`));
    const first = await patch(url, 0, audioBytes.slice(0, half));
    assert.deepEqual([first.status, first.headers.get("upload-offset"), first.headers.get("tus-complete")], [
      204,
      String(half),
      null,
    ]);
    assert.equal((await mine.info(key)).error?.message, "Object not found");
    const last = await patch(url, half, audioBytes.slice(half));
    assert.deepEqual([last.status, last.headers.get("tus-complete")], [204, "1"]);
    assert.deepEqual(await (await mine.download(key)).data?.bytes(), audioBytes);
    const { data } = await mine.info(key);
    assert.deepEqual([data?.contentType, data?.cacheControl, data?.metadata], ["audio/wav", "max-age=3600", {
      who: "ann",
    }]);
    assert.equal(await offsetOf(url), audioBytes.length);

    for (const late of [await patch(url, audioBytes.length, new Uint8Array()), await create(key)]) {
      assert.deepEqual([late.status, late.text], [409, "The resource already exists"]);
    }
    assert.equal((await tus(url, "DELETE")).status, 409);
    assert.equal((await tus(url, "DELETE", { "x-upsert": "true" })).status, 204);
    assert.deepEqual(await (await mine.download(key)).data?.bytes(), audioBytes);
  });

  await test.step("upsert replaces an object and its file", async () => {
    const files = (await listFiles(stack.filesDir)).length;
    const upsert = { "x-upsert": "true" };
    const { url } = await create(`${ann}/t.wav`, { size: 4, headers: upsert });
    assert.equal((await patch(url, 0, audioBytes.slice(0, 4), upsert)).status, 204);
    assert.deepEqual(await (await mine.download(`${ann}/t.wav`)).data?.bytes(), audioBytes.slice(0, 4));
    assert.equal((await listFiles(stack.filesDir)).length, files);
  });

  await test.step("all bytes may come with the creation, with none, and with a length told later", async () => {
    const type = { "content-type": "application/offset+octet-stream" };
    const metadata = describe(`${ann}/at_once.wav`);
    const headers = { "upload-length": "4", "upload-metadata": metadata, ...type };
    const response = await tus("/upload/resumable", "POST", headers, { body: audioBytes.slice(0, 4) });
    assert.deepEqual([response.status, response.headers.get("tus-complete"), await response.text()], [201, "1", ""]);
    assert.equal((await mine.info(`${ann}/at_once.wav`)).data?.size, 4);

    assert.equal((await create(`${ann}/zero.wav`, { size: 0 })).headers.get("tus-complete"), "1");
    assert.equal((await mine.info(`${ann}/zero.wav`)).data?.size, 0);

    const later = await tus("/upload/resumable", "POST", {
      "upload-defer-length": "1",
      "upload-metadata": describe(`${ann}/later.wav`),
    });
    const url = later.headers.get("location") ?? "";
    assert.equal((await patch(url, 0, audioBytes.slice(0, 5))).status, 204);
    assert.equal((await patch(url, 5, audioBytes.slice(5, 9), { "upload-length": "52428801" })).status, 413);
    assert.equal(
      (await patch(url, 5, audioBytes.slice(5, 9), { "upload-length": "9" })).headers.get("tus-complete"),
      "1",
    );
    assert.deepEqual(await (await mine.download(`${ann}/later.wav`)).data?.bytes(), audioBytes.slice(0, 9));
  });

  await test.step("creation is refused by true statuses and text", async () => {
    const key = `${ann}/refused.wav`;
    const cases: [number, string, Awaited<ReturnType<typeof create>>][] = [
      [403, "new row violates row-level security policy", await create(key, { token: tokens.bob })],
      [403, "new row violates row-level security policy", await create(key, { token: tokens.anon })],
      [415, "mime type text/html is not supported", await create(key, { more: { contentType: "text/html" } })],
      [413, "Maximum size exceeded\n", await create(key, { size: 52_428_801 })],
      [404, "Bucket not found", await create(key, { more: { bucketName: "none" } })],
      [412, "Tus-Resumable Required\n", await create(key, { headers: { "tus-resumable": "" } })],
      [400, "Invalid tus-resumable\n", await create(key, { headers: { "tus-resumable": "0.2.2" } })],
      [400, "Invalid upload-metadata\n", await create(key, { headers: { "upload-metadata": "a b c" } })],
    ];
    for (const [status, text, answer] of cases) assert.deepEqual([answer.status, answer.text], [status, text]);
    const unnamed = await tus("/upload/resumable", "POST", { "upload-length": "4" });
    assert.deepEqual([unnamed.status, await unnamed.text()], [400, "Metadata header is required"]);
    const nobody = await tus("/upload/resumable", "POST", {}, { token: null });
    const { statusCode, code, message } = await nobody.json();
    assert.deepEqual([nobody.status, statusCode, code, message], [400, "403", "AccessDenied", "Invalid Compact JWS"]);
  });

  await test.step("like the platform, an upload without a type passes the bucket's types", async () => {
    const { url } = await create(`${ann}/untyped.wav`, { size: 4, more: {} });
    assert.equal((await patch(url, 0, audioBytes.slice(0, 4))).status, 204);
    assert.equal((await mine.info(`${ann}/untyped.wav`)).data?.contentType, "application/octet-stream");
  });

  await test.step("a stranger may ask how far an upload is, but not go on with it or end it", async () => {
    const { url } = await create(`${ann}/shared.wav`);
    assert.equal((await tus(url, "HEAD", {}, { token: tokens.bob })).status, 200);
    assert.equal((await patch(url, 0, audioBytes, {}, tokens.bob)).status, 403);
    assert.equal((await tus(url, "DELETE", {}, { token: tokens.bob })).status, 403);
    const version = atob((url.split("/").at(-1) ?? "").replaceAll("-", "+").replaceAll("_", "/")).split("/").at(-1);
    const forged = url.replace(/[^/]+$/, btoa(`audio/${bob}/own.wav/${version}`).replace(/=+$/, ""));
    assert.equal((await patch(forged, 0, audioBytes, {}, tokens.bob)).status, 404);
    assert.equal(await offsetOf(url), 0);
  });

  await test.step("PATCH, HEAD and DELETE refuse what does not fit", async () => {
    const { url } = await create(`${ann}/strict.wav`, { size: 8 });
    const wrong = await patch(url, 3, audioBytes.slice(0, 4));
    assert.deepEqual([wrong.status, wrong.text], [409, "Upload-Offset conflict\n"]);
    const long = await patch(url, 0, audioBytes.slice(0, 9));
    assert.deepEqual([long.status, long.text], [413, "upload's size exceeded\n"]);
    assert.equal((await patch(url, 0, audioBytes.slice(0, 4), { "content-type": "audio/wav" })).status, 400);
    const type = { "content-type": "application/offset+octet-stream" };
    assert.equal((await tus(url, "PATCH", type, { body: audioBytes.slice(0, 4) })).status, 403);
    assert.equal((await tus(url, "GET")).status, 404);
    assert.equal((await tus(url, "DELETE")).status, 204);
    assert.equal((await tus(url, "HEAD")).status, 404);
    assert.equal((await tus("/upload/resumable/garbage", "HEAD")).status, 400);
  });

  await test.step("OPTIONS tells what the server can do", async () => {
    const response = await tus("/upload/resumable", "OPTIONS", {}, { token: null });
    assert.equal(response.status, 204);
    assert.equal(
      response.headers.get("tus-extension"),
      "creation,creation-with-upload,creation-defer-length,termination,expiration",
    );
    assert.match(
      response.headers.get("access-control-allow-headers") ?? "",
      /X-Upsert, Upload-Expires, ApiKey, x-signature$/,
    );
  });

  await test.step("an x-signature stands for a token at /sign, on every request", async () => {
    const key = `${ann}/signed.wav`;
    const { data } = await mine.createSignedUploadUrl(key);
    const signature = { "x-signature": data?.token ?? "" };
    for (const [bad, text] of [["", "Missing x-signature header"], ["garbage", "Invalid Compact JWS"]] as const) {
      const answer = await create(key, { headers: { "x-signature": bad }, token: null });
      assert.deepEqual([answer.status, answer.text], [400, text]);
    }
    const other = await create(`${ann}/other.wav`, { headers: signature, token: null });
    assert.deepEqual([other.status, other.text], [400, "Invalid signature"]);

    const { url, status } = await create(key, { headers: signature, token: null });
    assert.equal(status, 201);
    assert.ok(url.startsWith(`${stack.url}/upload/resumable/sign/`));
    assert.equal((await tus(url, "HEAD", {}, { token: null })).status, 400);
    assert.equal((await tus(url, "HEAD", signature, { token: null })).status, 200);
    assert.equal((await patch(url, 0, audioBytes, {}, null)).text, "Missing x-signature header");
    assert.equal((await patch(url, 0, audioBytes, signature, null)).headers.get("tus-complete"), "1");
    const [row] = await stack.sql`select owner_id, metadata->>'size' as size from storage.objects where name = ${key}`;
    assert.deepEqual([row?.owner_id, row?.size], [ann, "32044"]);

    // The platform's hole, which an application must be ready for: the object is replaced although upsert is false.
    const again = await create(key, { size: 4, headers: signature, token: null });
    assert.equal((await patch(again.url, 0, audioBytes.slice(0, 4), signature, null)).status, 204);
    assert.equal((await mine.info(key)).data?.size, 4);
  });
});
