import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** What a file holds, without reading it into memory. */
export type FileFacts = { bytes: number; lines: number; sha256: string };

const newline = 0x0a;

/** Writes a stream to a file that nobody else may read; the file is there when it is whole. */
export async function saveStream(file: string, source: Readable | ReadableStream<Uint8Array>): Promise<FileFacts> {
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.part`;
  const facts = measure();
  await pipeline(source, facts.pass, createWriteStream(part, { mode: 0o600 }));
  await Deno.rename(part, file);
  return facts.end();
}

/** Writes a text in place of what is there, at once. */
export async function writeFile(file: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${file}.part`, text, { mode: 0o600 });
  await Deno.rename(`${file}.part`, file);
}

/** Undefined where there is no such file. */
export async function inspectFile(file: string): Promise<FileFacts | undefined> {
  const facts = measure();
  try {
    for await (const _ of facts.pass(createReadStream(file)));
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
  return facts.end();
}

/** How long a stream is and what its hash is. */
export async function inspectStream(source: AsyncIterable<Uint8Array>): Promise<FileFacts> {
  const facts = measure();
  for await (const _ of facts.pass(source));
  return facts.end();
}

/** The lines of a text file; none where there is no such file. */
export async function readLines(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(file).catch(() => "");
  return text.split("\n").filter(Boolean);
}

function measure() {
  const hash = createHash("sha256");
  let [bytes, lines] = [0, 0];
  return {
    async *pass(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines++;
        yield chunk;
      }
    },
    end: (): FileFacts => ({ bytes, lines, sha256: hash.digest("hex") }),
  };
}
