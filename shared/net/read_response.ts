import { Buffer } from "node:buffer";
import { HTTPParser } from "http-parser-js";
import type { Connection } from "./connect.ts";
import { Unreachable } from "./unreachable.ts";

// As `fetch` has them: header values are bytes, whatever they stand for.
HTTPParser.encoding = "latin1";

const readBytes = 64 * 1024;
/** What may come between two stretches of body, headers and the lengths of chunks among it. */
const mostSilentBytes = 128 * 1024;

/** `wait` is put around every wait for the network, to end it in time. */
type Options = { isHead: boolean; wait: <T>(work: Promise<T>) => Promise<T> };

/**
 * Reads the answer to a request from a connection, at the pace of whoever reads the body. The connection is closed when the
 * body ends, breaks or is cancelled. Throws `Unreachable` and what `wait` throws, and so does the body: one that is shorter than
 * announced is an error, never an end.
 */
export async function readResponse(connection: Connection, url: URL, { isHead, wait }: Options): Promise<Response> {
  const answer = startAnswer(isHead);
  const buffer = new Uint8Array(readBytes);
  const advance = async () => {
    const count = await wait(connection.read(buffer));
    const failure = answer.add(count === null ? undefined : buffer.slice(0, count));
    if (failure) throw new Unreachable(url, "broke off its answer", failure);
  };

  while (answer.head === undefined) await advance();
  const hasNoBody = isHead || [204, 205, 304].includes(answer.head.status);
  if (hasNoBody) connection.close();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        while (answer.chunks.length === 0 && !answer.isComplete) await advance();
      } catch (error) {
        connection.close();
        throw error;
      }
      for (const chunk of answer.chunks.splice(0)) controller.enqueue(chunk);
      if (!answer.isComplete) return;
      connection.close();
      controller.close();
    },
    cancel: () => connection.close(),
  }, { highWaterMark: 0 });
  return new Response(hasNoBody ? null : body, answer.head);
}

type Answer = {
  head: { status: number; headers: Headers } | undefined;
  /** Body that has come and was not taken yet. */
  chunks: Uint8Array[];
  isComplete: boolean;
  /** Takes what came next, undefined for the end of the connection. Returns what is wrong with it. */
  add(bytes: Uint8Array | undefined): Error | undefined;
};

function startAnswer(isHead: boolean): Answer {
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  let silentBytes = 0;
  let isInformational = false;
  const answer: Answer = {
    head: undefined,
    chunks: [],
    isComplete: false,
    add(bytes) {
      silentBytes += bytes?.length ?? 0;
      if (silentBytes > mostSilentBytes) return new Error("It sends no body");
      const failure = parse(parser, bytes);
      // What follows the end of the answer is nothing that was asked for.
      if (answer.isComplete) return undefined;
      return failure ?? (bytes ? undefined : new Error("It ended before it was complete"));
    },
  };
  parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, headers }) => {
    isInformational = statusCode < 200;
    if (!isInformational) answer.head ??= { status: statusCode, headers: toHeaders(headers) };
    return isHead ? 1 : 0;
  };
  parser[HTTPParser.kOnBody] = (chunk) => {
    silentBytes = 0;
    if (!answer.isComplete) answer.chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    answer.isComplete ||= !isInformational;
  };
  return answer;
}

function parse(parser: InstanceType<typeof HTTPParser>, bytes: Uint8Array | undefined): Error | undefined {
  try {
    const result = bytes ? parser.execute(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) : parser.finish();
    return result instanceof Error ? result : undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Throws where a header is none, and where the length is no number: the parser would make one of it. */
function toHeaders(pairs: string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at < pairs.length; at += 2) headers.append(pairs[at]!, pairs[at + 1]!);
  const length = headers.get("content-length");
  if (length !== null && !/^\d{1,15}(, \d{1,15})*$/.test(length)) throw new Error("Its length is no number");
  return headers;
}
