import { createHash } from "node:crypto";
import { noSuchKey } from "./errors.ts";

/** How long a resumable upload may take, in milliseconds: a day, as on the platform. */
export const unfinishedLife = 24 * 60 * 60 * 1000;

/** Bytes that were received in full. `version` names their file, `etag` is the quoted MD5, as the platform has it. */
export type ReceivedFile = { version: string; size: number; etag: string };

export type Files = ReturnType<typeof createFiles>;

/**
 * The bytes of objects, one file a version: `<directory>/<bucket>/<version>`. A file is complete before its row is written and never
 * changes afterwards, so a crash leaves a file without a row at worst, and a copy is a second name of the same bytes.
 */
export function createFiles(directory: string) {
  const incoming = `${directory}/.incoming`;
  const resumable = `${directory}/.resumable`;
  for (const folder of [incoming, resumable]) Deno.mkdirSync(folder, { recursive: true });
  removeOlder(incoming, 0);
  removeOlder(resumable, unfinishedLife);

  const pathOf = (bucket: string, version: string) => `${directory}/${encodeFolder(bucket)}/${version}`;

  /** Gives a finished file its name in a bucket. The same version a second time is the same bytes, so its name may stand. */
  async function link(from: string, bucket: string, version: string) {
    await Deno.mkdir(`${directory}/${encodeFolder(bucket)}`, { recursive: true });
    await Deno.link(from, pathOf(bucket, version)).catch((error) => {
      if (error instanceof Deno.errors.NotFound) throw noSuchKey();
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    });
  }

  return {
    /** Where unfinished resumable uploads live; they outlast a restart. */
    resumable,

    /** Writes a stream to a new file of the bucket, without holding more than a chunk. A broken stream leaves nothing. */
    async receive(bucket: string, stream: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
      const version = crypto.randomUUID();
      const path = `${incoming}/${version}`;
      try {
        const written = await writeFile(path, stream);
        await link(path, bucket, version);
        return { version, ...written };
      } finally {
        await removeFile(path);
      }
    },

    /** Makes the file of a finished resumable upload an object's; the upload keeps its name, so that it can still be asked for. */
    async adopt(bucket: string, version: string): Promise<ReceivedFile> {
      const path = `${resumable}/${version}`;
      const hash = createHash("md5");
      let size = 0;
      for await (const chunk of (await Deno.open(path)).readable) {
        hash.update(chunk);
        size += chunk.byteLength;
      }
      await link(path, bucket, version);
      return { version, size, etag: `"${hash.digest("hex")}"` };
    },

    /** A new version, perhaps in another bucket, of bytes that are there. Throws `NoSuchKey` where they have just gone. */
    async copy(from: { bucket: string; version: string }, toBucket: string): Promise<string> {
      const version = crypto.randomUUID();
      await link(pathOf(from.bucket, from.version), toBucket, version);
      return version;
    },

    /** Opens a version for reading. Throws `NoSuchKey` where it has been replaced or removed since its row was read. */
    async open(bucket: string, version: string): Promise<Deno.FsFile> {
      return await Deno.open(pathOf(bucket, version)).catch((error) => {
        throw error instanceof Deno.errors.NotFound ? noSuchKey() : error;
      });
    },

    /** Removes a version and what is left of the resumable upload that brought it. */
    async remove(bucket: string, version: string): Promise<void> {
      const upload = `${resumable}/${version}`;
      await Promise.all([pathOf(bucket, version), upload, `${upload}.json`].map(removeFile));
    },
  };
}

/** Bytes `start` to `end`, both included, of an open file, which is closed when they were read or are wanted no more. */
export function readRange(file: Deno.FsFile, start: number, end: number): ReadableStream<Uint8Array> {
  let left = end - start + 1;
  return new ReadableStream({
    start: async () => void (await file.seek(start, Deno.SeekMode.Start)),
    async pull(controller) {
      const buffer = new Uint8Array(Math.min(left, 64 * 1024));
      const count = left > 0 ? await file.read(buffer) : null;
      if (count === null) {
        file.close();
        return controller.close();
      }
      left -= count;
      controller.enqueue(buffer.subarray(0, count));
    },
    cancel: () => file.close(),
  });
}

async function writeFile(path: string, stream: AsyncIterable<Uint8Array>): Promise<{ size: number; etag: string }> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const hash = createHash("md5");
  let size = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    // Synchronous, as a body without a length must be read as fast as it comes: Deno 2.9.6 holds the unread rest in memory and gets
    // slower with it (200 MiB over loopback: 0.7 s, and 17 s with a trip to a thread for every chunk).
    for (let written = 0; written < chunk.byteLength;) written += file.writeSync(chunk.subarray(written));
    size += chunk.byteLength;
  }
  // The row is committed durably; its bytes must not be behind.
  await file.syncData();
  return { size, etag: `"${hash.digest("hex")}"` };
}

/** A bucket's id can be anything that SQL wrote; as a folder it must not be able to name another one. */
function encodeFolder(bucket: string): string {
  return encodeURIComponent(bucket).replaceAll(".", "%2E");
}

async function removeFile(path: string) {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/** What was left by a server that is gone: nothing else writes here. `age` is in milliseconds. */
function removeOlder(folder: string, age: number) {
  for (const { name } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if ((Deno.statSync(path).mtime?.getTime() ?? 0) <= Date.now() - age) Deno.removeSync(path);
  }
}
