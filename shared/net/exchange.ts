import { joinBytes } from "../media/bytes.ts";
import { connect, type Connection, type ConnectOptions } from "./connect.ts";
import { readResponse } from "./read_response.ts";
import { Unreachable } from "./unreachable.ts";

/** Milliseconds for a connection with TLS, until the answer begins, and between two stretches of its body. */
export type Limits = { connectMs: number; answerMs: number; silenceMs: number };

export type Outgoing = { method?: string; headers?: HeadersInit; body?: string | Uint8Array; signal?: AbortSignal };

/** Sends one request on a connection of its own and returns the answer when its headers are there. Throws as `GuardedFetch`. */
export async function exchange(
  url: URL,
  { method = "GET", headers, body, signal }: Outgoing,
  { limits: { connectMs, answerMs, silenceMs }, ...options }: ConnectOptions & { limits: Limits },
): Promise<Response> {
  /** Waits for the network, and no longer than it may take; what goes wrong is told by the host alone. */
  const wait = async <T>(work: Promise<T>, milliseconds: number): Promise<T> => {
    try {
      return await endInTime(work, milliseconds, new Unreachable(url, "does not answer in time"), signal);
    } catch (error) {
      throw signal?.aborted || error instanceof Unreachable
        ? error
        : new Unreachable(url, "broke the connection", error);
    }
  };

  const connecting = connect(url, options);
  let connection: Connection;
  try {
    connection = closeOnce(
      await endInTime(connecting, connectMs, new Unreachable(url, "does not take connections"), signal),
    );
  } catch (error) {
    // One that comes when nobody waits for it any more must not stay open.
    connecting.then((unwanted) => unwanted.close(), () => {});
    throw error;
  }
  try {
    await wait(writeAll(connection, describeRequest(url, method, new Headers(headers), body)), answerMs);
    const answerBy = Date.now() + answerMs;
    let began = false;
    const response = await readResponse(connection, url, {
      isHead: method === "HEAD",
      wait: (work) => wait(work, began ? silenceMs : answerBy - Date.now()),
    });
    began = true;
    return response;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** What `work` gives, unless the time or the signal ends first: then it throws `late`, or the signal's reason. */
async function endInTime<T>(work: Promise<T>, milliseconds: number, late: Error, signal?: AbortSignal): Promise<T> {
  const ended = Promise.withResolvers<never>();
  const abort = () => ended.reject(signal?.reason);
  const timer = setTimeout(() => ended.reject(late), milliseconds);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function closeOnce(connection: Connection): Connection {
  let isOpen = true;
  return {
    read: (buffer) => connection.read(buffer),
    write: (bytes) => connection.write(bytes),
    close() {
      if (isOpen) connection.close();
      isOpen = false;
    },
  };
}

function describeRequest(url: URL, method: string, headers: Headers, body: string | Uint8Array = ""): Uint8Array {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  headers.set("host", url.host);
  headers.set("connection", "close");
  headers.set("accept-encoding", "identity");
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (!headers.has("user-agent")) headers.set("user-agent", "Stenobase");
  if (bytes.length > 0 || method === "POST") headers.set("content-length", String(bytes.length));
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = new TextEncoder().encode(`${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return joinBytes([head, bytes]);
}

async function writeAll(connection: Connection, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await connection.write(bytes.subarray(written));
}
