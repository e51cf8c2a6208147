import assert from "node:assert/strict";
import { ann, audioBytes, bob, listFiles, startStorage } from "../support/storage.ts";

Deno.test("Storage lets no path leave the caller's folder or the folder of files", async (test) => {
  await using stack = await startStorage();

  /** As `fetch` would not: the path goes out exactly as written. */
  async function sendRaw(method: string, path: string, body = "RIFF"): Promise<{ status: number; text: string }> {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: stack.port });
    const head = [
      `${method} /storage/v1${path} HTTP/1.1`,
      `host: 127.0.0.1:${stack.port}`,
      `authorization: Bearer ${stack.tokens.ann}`,
      "content-type: audio/wav",
      `content-length: ${body.length}`,
      "connection: close",
    ];
    await connection.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n${body}`));
    const text = await new Response(connection.readable).text();
    return { status: Number(text.split(" ")[1]), text };
  }

  const attacks = [
    `${ann}/../${bob}/e.wav`,
    `${ann}/%2e%2e/${bob}/e.wav`,
    `${ann}/..%2f${bob}/e.wav`,
    `${ann}/%252e%252e/e.wav`,
    `${ann}/./e.wav`,
    `${ann}/x/../e.wav`,
    `${ann}/..%5c..%5ce.wav`,
    `${ann}/a%00b.wav`,
    `${ann}/%C3%A9.wav`,
    `${ann}/%23.wav`,
    `${ann}/50%25.wav`,
    `${ann}/a%zzb.wav`,
    `${ann}/%ff.wav`,
  ];
  for (const attack of attacks) {
    await test.step(`"${attack.replaceAll(ann, "<ann>").replaceAll(bob, "<bob>")}" is an invalid key`, async () => {
      const { status, text } = await sendRaw("POST", `/object/audio/${attack}`);
      assert.equal(status, 400);
      assert.match(text, /"code":"InvalidKey"/);
      assert.equal((await sendRaw("GET", `/object/audio/${attack}`, "")).status, 400);
    });
  }

  await test.step("a leading slash names no folder of the caller", async () => {
    const { text } = await sendRaw("POST", `/object/audio//${ann}/e.wav`);
    assert.match(text, /row-level security/);
  });

  await test.step("a bucket cannot name a folder outside", async () => {
    for (const bucket of ["..", "%2e%2e", ".incoming", "..%2f..%2ftmp"]) {
      const { status, text } = await sendRaw("POST", `/object/${bucket}/${ann}/e.wav`);
      assert.ok(status === 400 || status === 404, text);
    }
    const service = stack.client(stack.tokens.service);
    await service.createBucket("..", { public: false });
    assert.notEqual((await service.from("..").upload("a.wav", audioBytes)).error, null);
    await stack.sql`insert into storage.buckets (id, name) values ('../up', '../up')`;
    const response = await stack.send("/object/..%2fup/a.wav", {
      method: "POST",
      body: audioBytes,
      token: stack.tokens.service,
    });
    assert.equal(response.status, 200);
    await response.body?.cancel();
    assert.deepEqual([...Deno.readDirSync(`${stack.filesDir}/..`)].map(({ name }) => name), ["files"]);
    assert.equal((await listFiles(stack.filesDir)).length, 1);
  });

  const fine = [`${ann}//double.wav`, `${ann}/a..b.wav`, `${ann}/sp ace (1)!*'.wav`, `${ann}/folder/`];
  for (const name of fine) {
    await test.step(`"${name.replace(ann, "<ann>")}" is stored under its own name`, async () => {
      const { status } = await sendRaw("POST", `/object/audio/${encodeURI(name)}`);
      assert.equal(status, 200);
      const [row] = await stack.sql`select name from storage.objects where name = ${name}`;
      assert.equal(row?.name, name);
    });
  }

  await test.step("copying, moving and resumable uploads check the key too", async () => {
    for (const route of ["copy", "move"]) {
      const body = { bucketId: "audio", sourceKey: fine[1], destinationKey: `${ann}/../${bob}/c.wav` };
      const response = await stack.send(`/object/${route}`, { method: "POST", body: JSON.stringify(body) });
      assert.equal((await response.json()).code, "InvalidKey");
    }
    const objectName = btoa(`${ann}/../${bob}/t.wav`);
    const response = await stack.send("/upload/resumable", {
      method: "POST",
      headers: {
        "tus-resumable": "1.0.0",
        "upload-length": "4",
        "upload-metadata": `bucketName ${btoa("audio")},objectName ${objectName}`,
      },
    });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /^Invalid key: .* contains dot path segment$/);
  });

  await test.step("no file is named after a key", async () => {
    for (const file of await listFiles(stack.filesDir)) assert.match(file, /^[^/]+\/[0-9a-f-]{36}$/);
  });
});
