import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { invalidRequest } from "./errors.ts";
import type { ReceivedFile } from "./files.ts";

export type Form = { fields: Map<string, string>; file: ReceivedFile; mimeType: string; truncated: boolean };

const mostFields = 10;

/**
 * Reads a multipart body: its first part with a file name goes to `receive` as it arrives, whatever the part is called; bytes beyond
 * `limit` are dropped and the form says `truncated`. Throws `InvalidRequest` for a broken body or one without a file.
 */
export async function readForm(
  request: { body: ReadableStream<Uint8Array>; contentType: string; limit: number },
  receive: (stream: AsyncIterable<Uint8Array>) => Promise<ReceivedFile>,
): Promise<Form> {
  const busboy = openParser(request.contentType, request.limit);
  const fields = new Map<string, string>();
  let first: { stream: BusboyFileStream; mimeType: string; received: Promise<ReceivedFile | Error> } | undefined;
  let tooManyFields = false;

  // The parser tells of a broken body twice, and an error that nobody listens to would end the process.
  busboy.on("error", () => {});
  busboy.on("field", (name, value) => fields.set(name, value));
  busboy.on("fieldsLimit", () => {
    tooManyFields = true;
  });
  busboy.on("file", (_part, stream, _name, _encoding, mimeType) => {
    stream.on("error", () => {});
    if (first || tooManyFields) return void stream.resume();
    const received = receive(stream).catch((error: Error) => {
      stream.resume();
      return error;
    });
    first = { stream, mimeType, received };
  });

  const broken = await pipeline(Readable.from(request.body), busboy).catch((error: Error) => error);
  if (broken) first?.stream.destroy(broken);
  const file = await first?.received;
  if (broken) throw invalidRequest(broken.message);
  if (!first || !file) {
    throw invalidRequest(tooManyFields ? "Request stream closed before upload could begin" : "No content provided");
  }
  if (file instanceof Error) throw file;
  return { fields, file, mimeType: first.mimeType, truncated: first.stream.truncated };
}

function openParser(contentType: string, limit: number) {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: { fields: mostFields, fileSize: limit },
      isPartAFile: (_part, _type, fileName) => fileName !== undefined,
    });
  } catch (error) {
    throw invalidRequest(error instanceof Error ? error.message : "The multipart body cannot be read");
  }
}
