import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BusboyFileStream } from "@fastify/busboy";
import { AppError } from "../../../shared/errors.ts";
import { Text } from "../input.ts";

/** A file of a form while it arrives. */
export type IncomingFile = { name: string; type: string; bytes: ReadableStream<Uint8Array> };

/** `digest` is the SHA-256 of the file in hexadecimal. */
export type ReceivedForm = { file: { byteSize: number; digest: string }; fields: [name: string, value: string][] };

type Incoming = {
  stream: BusboyFileStream;
  stored: Promise<Error | undefined>;
  read: { bytes: number; digest: string };
};

/** Far more than OpenAI knows. */
const limits = { fields: 300, fieldSize: 16 * 1024, headerPairs: 20, parts: 302 };

const pieceBytes = 64 * 1024;

/**
 * Reads a form whose one file, in the part `file`, goes to `store` while it arrives: it takes no more memory than a small one.
 * Fields may come before or after it. What was stored has to be removed where this throws: `invalid_request`,
 * `body_too_large` for a file over `maxBytes`, `file_empty`, and what `store` throws.
 */
export async function receiveForm(
  request: Request,
  maxBytes: number,
  store: (file: IncomingFile) => Promise<void>,
): Promise<ReceivedForm> {
  const busboy = await openParser(request.headers.get("content-type"), maxBytes);
  const fields: ReceivedForm["fields"] = [];
  const files: (Incoming | undefined)[] = [];
  let isOverLimit = false;

  // The parser tells of a broken body twice, and an error that nobody listens to would end the process.
  busboy.on("error", () => {});
  // To take the rest apart would take longer than a request may.
  const giveUp = () => {
    isOverLimit = true;
    busboy.destroy(new Error("It has too many parts"));
  };
  busboy.on("fieldsLimit", giveUp);
  busboy.on("partsLimit", giveUp);
  busboy.on("field", (name, value, _nameIsCut, isCut) => {
    isOverLimit ||= isCut;
    fields.push([name, value]);
  });
  busboy.on("file", (part, stream, name, _encoding, type) => {
    stream.on("error", () => {});
    files.push(part === "file" && files.length === 0 ? take(stream, { name, type }, store) : void stream.resume());
  });

  const broken = await pipeline(Readable.from(cutSmall(request.body ?? [])), busboy).catch((error: Error) => error);
  const [file] = files;
  if (broken) file?.stream.destroy(broken);
  const failure = await file?.stored;
  if (isOverLimit) throw new AppError("invalid_request", "Send fewer or shorter fields");
  if (broken) throw notAForm(broken);
  if (!file || files.length > 1) throw wrongFile("Must be one file");
  if (failure) throw failure;
  if (file.stream.truncated) throw tooLarge(maxBytes);
  if (file.read.bytes === 0) throw new AppError("file_empty", "The file has no content: choose another one");
  return { file: { byteSize: file.read.bytes, digest: file.read.digest }, fields };
}

/** Refuses a body that says of itself that it is larger than a file of `maxBytes` and the fields beside it may be. */
export function refuseLargerBody(request: Request, maxBytes: number): void {
  if (Number(request.headers.get("content-length")) > maxBytes + 1024 * 1024) throw tooLarge(maxBytes);
}

/** What comes at once is taken apart to its end, whether anybody listens or not: small pieces let the parser be stopped. */
async function* cutSmall(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
}

async function openParser(contentType: string | null, maxBytes: number) {
  const { Busboy } = await import("@fastify/busboy");
  try {
    return new Busboy({
      headers: { "content-type": contentType ?? "" },
      limits: { ...limits, fileSize: maxBytes },
      isPartAFile: (_part, _type, fileName) => fileName !== undefined,
    });
  } catch (cause) {
    throw notAForm(cause);
  }
}

function take(
  stream: BusboyFileStream,
  { name, type }: { name: string; type: string },
  store: (file: IncomingFile) => Promise<void>,
): Incoming {
  const read = { bytes: 0, digest: "" };
  const storeChecked = async () => {
    if (!Text.max(255).safeParse(name).success) throw wrongFile("Must have a name of 255 characters at most");
    await store({ name, type, bytes: ReadableStream.from(measure(stream, read)) });
  };
  // The rest is read and dropped where nobody stores it: the form ends with its last part.
  const stored = storeChecked().then(() => undefined, (error: Error) => (stream.resume(), error));
  return { stream, stored, read };
}

async function* measure(stream: BusboyFileStream, read: Incoming["read"]): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  // Whoever stops reading leaves the rest to be dropped: a destroyed part would hold up those after it.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    read.bytes += chunk.length;
    hash.update(chunk);
    yield chunk;
  }
  read.digest = hash.digest("hex");
}

function notAForm(cause: unknown): AppError {
  return new AppError("invalid_request", "Send a multipart form with a part named 'file'", { cause });
}

function wrongFile(message: string): AppError {
  return new AppError("invalid_request", "Send the audio as a file in the part named 'file'", {
    fields: [{ path: "file", message }],
  });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    "body_too_large",
    `The file may have ${maxBytes} bytes here: for larger ones POST /entries with kind 'audio' gives a URL to upload to`,
  );
}
