import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as tus from "tus-js-client";
import { signUp } from "../support/client.ts";
import { makeWav } from "../support/large_wav.ts";

const megabyte = 2 ** 20;
const partBytes = 6 * megabyte;

Deno.test("a large file in parts goes on where it was interrupted, and its entry is completed", async () => {
  const ann = await signUp();
  const file = Buffer.from(makeWav(60 * megabyte));
  const { id, upload } = await ann.call("POST", "/entries", {
    kind: "audio",
    filename: "concert.wav",
    byte_size: file.length,
  });
  const send = (options: Partial<tus.UploadOptions>) =>
    new tus.Upload(file, {
      endpoint: upload.resumable_url,
      headers: { "x-signature": upload.token },
      metadata: { bucketName: upload.bucket, objectName: upload.path, contentType: "audio/wav" },
      chunkSize: partBytes,
      uploadDataDuringCreation: true,
      // The parts must not be sent again by the client itself: that is what is tested.
      retryDelays: [],
      ...options,
    });

  const interrupted = await new Promise<string>((resolve, reject) => {
    const first = send({
      onProgress: (sent) => {
        // In the middle of the fourth part.
        if (sent > 3.2 * partBytes) first.abort().then(() => resolve(first.url ?? ""), reject);
      },
      onSuccess: () => reject(new Error("It was not interrupted")),
      onError: reject,
    });
    first.start();
  });
  const early = await ann.send("POST", `/entries/${id}/complete`);
  assert.deepEqual([early.status, (await early.json()).code], [409, "upload_missing"]);

  const sent: number[] = [];
  await new Promise<void>((resolve, reject) => {
    const second = send({
      uploadUrl: interrupted,
      onProgress: (bytes) => sent.push(bytes),
      onSuccess: () => resolve(),
      onError: reject,
    });
    second.start();
  });
  assert.ok(Math.min(...sent) >= 3 * partBytes, `it went on at ${Math.min(...sent)}`);

  const entry = await ann.call("POST", `/entries/${id}/complete`);
  assert.deepEqual([entry.status, entry.container, entry.byte_size], ["ready", "wav", file.length]);
  const { data } = await ann.supabase.storage.from("audio").download(entry.object_path);
  assert.ok(Buffer.from(await data!.arrayBuffer()).equals(file), "every byte came once and in its place");
});
