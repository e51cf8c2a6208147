import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Upload } from "tus-js-client";
import { ann, audioBytes, listFiles, startStorage, type StorageStack } from "../support/storage.ts";

Deno.test("Storage loses and leaks nothing when uploads meet, break off or outlive the server", async (test) => {
  await using stack = await startStorage();
  const mine = stack.client(stack.tokens.ann).from("audio");
  const wav = { contentType: "audio/wav" };
  const incoming = () => [...Deno.readDirSync(`${stack.filesDir}/.incoming`)].length;

  await test.step("of many uploads of one new key at once, one is stored", async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => mine.upload(`${ann}/race.wav`, audioBytes.slice(0, index + 1), wav)),
    );
    const stored = results.flatMap(({ error }, index) => error ? [] : [index + 1]);
    assert.equal(stored.length, 1);
    for (const { error } of results) assert.ok(!error || error.message === "The resource already exists");
    assert.equal((await (await mine.download(`${ann}/race.wav`)).data?.bytes())?.length, stored[0]);
    assert.equal((await listFiles(stack.filesDir)).length, 1);
  });

  await test.step("of many upserts at once, the last one's bytes stay whole and alone, and readers never miss", async () => {
    const bodies = Array.from({ length: 12 }, (_, index) => new Uint8Array(100_000 + index).fill(index));
    const options = { ...wav, upsert: true };
    const writing = Promise.all(bodies.map((body) => mine.upload(`${ann}/busy.wav`, body, options)));
    const [first, ...reads] = await Promise.all([
      writing,
      ...bodies.map(async (_, index) => (await mine.download(`${ann}/race.wav`)).data?.bytes() ?? index),
    ]);
    assert.deepEqual(first.map(({ error }) => error), bodies.map(() => null));
    assert.ok(reads.every((read) => read instanceof Uint8Array));
    const bytes = await (await mine.download(`${ann}/busy.wav`)).data?.bytes();
    assert.deepEqual(bytes, bodies[bytes?.[0] ?? 99]);
    assert.equal((await listFiles(stack.filesDir)).length, 2);
  });

  await test.step("readers of a key that is being replaced always get one whole object", async () => {
    const options = { ...wav, upsert: true };
    let done = false;
    const writing = (async () => {
      for (let round = 0; round < 30; round++) {
        assert.equal((await mine.upload(`${ann}/busy.wav`, new Uint8Array(5000).fill(round), options)).error, null);
      }
      done = true;
    })();
    let count = 0;
    for (; !done; count++) {
      const { data, error } = await mine.download(`${ann}/busy.wav`);
      assert.equal(error, null);
      assert.equal(new Set(await data?.bytes()).size, 1);
    }
    await writing;
    assert.ok(count > 0);
  });

  await test.step("an upload whose connection breaks leaves neither row nor file", async () => {
    const before = await listFiles(stack.filesDir);
    const form =
      '--cut\r\ncontent-disposition: form-data; name=""; filename="a"\r\ncontent-type: audio/wav\r\n\r\nRIFF';
    for (const [type, body] of [["audio/wav", "RIFF"], ["multipart/form-data; boundary=cut", form]] as const) {
      const connection = await sendHead(stack, `POST /storage/v1/object/audio/${ann}/broken.wav`, {
        "content-type": type,
        "content-length": "5000000",
      });
      await connection.write(new TextEncoder().encode(body));
      await until(() => incoming() === 1);
      connection.close();
      await until(() => incoming() === 0);
    }
    assert.equal((await mine.info(`${ann}/broken.wav`)).error?.message, "Object not found");
    assert.deepEqual(await listFiles(stack.filesDir), before);
  });

  await test.step("a resumable upload goes on where a broken connection and a new server left it", async () => {
    const headers = { authorization: `Bearer ${stack.tokens.ann}`, "tus-resumable": "1.0.0" };
    const url = await createResumable(stack, `${ann}/long.wav`, audioBytes.length);
    const connection = await sendHead(stack, `PATCH ${new URL(url).pathname}`, {
      "tus-resumable": "1.0.0",
      "content-type": "application/offset+octet-stream",
      "upload-offset": "0",
      "content-length": String(audioBytes.length),
    });
    await connection.write(audioBytes.slice(0, 10_000));
    const version = atob(url.split("/").at(-1) ?? "").slice(-36);
    await until(() => Deno.statSync(`${stack.filesDir}/.resumable/${version}`).size === 10_000);
    connection.close();
    await stack.restart();

    await resume(url, headers);
    assert.deepEqual(await (await mine.download(`${ann}/long.wav`)).data?.bytes(), audioBytes);
  });

  await test.step("a last byte that is sent and confirmed many times at once leaves a whole object", async () => {
    const headers = { "tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream" };
    for (let round = 0; round < 10; round++) {
      const key = `${ann}/confirmed${round}.wav`;
      const url = await createResumable(stack, key, 4);
      const patch = (offset: number, body: Uint8Array<ArrayBuffer>) =>
        stack.send(new URL(url).pathname.replace("/storage/v1", ""), {
          method: "PATCH",
          headers: { ...headers, "upload-offset": String(offset) },
          body,
        });
      const last = patch(0, audioBytes.slice(0, 4));
      const confirming = Array.from({ length: 6 }, () => patch(4, new Uint8Array()));
      for (const response of await Promise.all([last, ...confirming])) await response.body?.cancel();
      assert.deepEqual(await (await mine.download(key)).data?.bytes(), audioBytes.slice(0, 4));
    }
  });

  await test.step("a new server removes what an old one had not finished receiving", async () => {
    await Deno.writeTextFile(`${stack.filesDir}/.incoming/left`, "RIFF");
    await stack.restart();
    assert.equal(incoming(), 0);
  });

  await test.step("in the end there is one file for every row", async () => {
    const rows = await stack.sql`select bucket_id || '/' || version as file from storage.objects order by 1`;
    assert.deepEqual(await listFiles(stack.filesDir), rows.map(({ file }) => file));
  });
});

/** Sends a request's head by Ann and leaves the connection open for its body. */
async function sendHead(stack: StorageStack, line: string, headers: Record<string, string>): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: stack.port });
  const all = { host: "127.0.0.1", authorization: `Bearer ${stack.tokens.ann}`, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  await connection.write(new TextEncoder().encode(`${line} HTTP/1.1\r\n${lines.join("")}\r\n`));
  return connection;
}

/** Where a new resumable upload of Ann's is asked for. */
async function createResumable(stack: StorageStack, key: string, size: number): Promise<string> {
  const metadata = { bucketName: "audio", objectName: key, contentType: "audio/wav" };
  const encoded = Object.entries(metadata).map(([name, value]) => `${name} ${btoa(value)}`).join();
  const response = await stack.send("/upload/resumable", {
    method: "POST",
    headers: { "tus-resumable": "1.0.0", "upload-length": String(size), "upload-metadata": encoded },
  });
  await response.body?.cancel();
  return response.headers.get("location") ?? "";
}

/** Finishes an upload with tus-js-client, which asks how far it is first. */
function resume(uploadUrl: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const offsets: number[] = [];
    new Upload(Buffer.from(audioBytes), {
      uploadUrl,
      headers,
      chunkSize: 6000,
      retryDelays: null,
      onProgress: (sent) => offsets.push(sent),
      onError: reject,
      onSuccess: () => offsets.every((sent) => sent >= 10_000) ? resolve() : reject(new Error("It began anew")),
    }).start();
  });
}

async function until(condition: () => boolean) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("It did not happen within 10 seconds");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
