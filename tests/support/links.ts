import assert from "node:assert/strict";
import type { CreatedEntry } from "./entries.ts";
import type { TestApi } from "./api.ts";
import type { Person } from "./people.ts";
import { createTestWorker, type TestWorker, transcriberOf } from "./worker.ts";

export type Handler = (request: Request) => Response | Promise<Response>;

export type LinkServer = AsyncDisposable & {
  url: string;
  /** What was asked for, as "<method> <path> <range>". */
  requests: string[];
};

/** A server on loopback that answers each path as the test says, and 404 to any other. */
export function startLinkServer(paths: Record<string, Handler>): LinkServer {
  const requests: string[] = [];
  const abort = new AbortController();
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      signal: abort.signal,
      onListen: () => {},
      onError: () => new Response(null, { status: 500 }),
    },
    async (request) => {
      const { pathname } = new URL(request.url);
      requests.push(`${request.method} ${pathname} ${request.headers.get("range") ?? ""}`.trim());
      return await paths[pathname]?.(request) ?? new Response("Not here", { status: 404 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await server.finished;
    },
  };
}

/** Answers with a file, or with the part that is asked for if it is still the version that is asked for. */
export function serveFile(bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Handler {
  return (request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
    const isSame = request.headers.get("if-range") === (headers.etag ?? headers["last-modified"]);
    if (start === 0 || !isSame) return new Response(bytes, { headers });
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    return new Response(bytes.subarray(start), { status: 206, headers: { ...headers, "content-range": range } });
  };
}

/** Answers with the first bytes of a file and then with nothing more, until the test ends. */
export function stallAfter(
  bytes: Uint8Array<ArrayBuffer>,
  count: number,
  headers: Record<string, string> = {},
): Handler {
  return () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(bytes.subarray(0, count)) });
    return new Response(body, { headers: { ...headers, "content-length": String(bytes.length) } });
  };
}

/** Brings a link. */
export async function bring(
  api: TestApi,
  person: Person,
  url: string,
  fields: Record<string, unknown> = {},
): Promise<CreatedEntry> {
  const response = await api.call(person, "POST", "/entries", { kind: "link", url, ...fields });
  assert.equal(response.status, 201);
  return await response.json();
}

/** The worker, for imports. What it would transcribe it is not asked to. */
export function createImporter(api: TestApi): TestWorker {
  return createTestWorker(api, transcriberOf(() => Promise.reject(new Error("It transcribes"))));
}

/** Imports what is due, once, and tells what became of an entry. */
export async function importOnce(api: TestApi, person: Person, id: string): Promise<CreatedEntry> {
  await createImporter(api).ring();
  return await (await api.call(person, "GET", `/entries/${id}`)).json();
}

/** Makes every job due that waits for another attempt. */
export async function makeDue({ database: { sql } }: TestApi): Promise<void> {
  await sql`update private.jobs set due_at = now() where state = 'queued'`;
}

/** A WAV file of silence, 8000 samples a second of 16 bits: 16,000 bytes a second behind a header of 44. */
export function makeSilence(seconds: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + seconds * 16_000);
  const view = new DataView(bytes.buffer);
  new TextEncoder().encodeInto("RIFF    WAVEfmt ", bytes);
  view.setUint32(4, bytes.length - 8, true);
  [16, 0x0001_0001, 8000, 16_000, 0x0010_0002].forEach((value, index) => view.setUint32(16 + 4 * index, value, true));
  new TextEncoder().encodeInto("data", bytes.subarray(36));
  view.setUint32(40, bytes.length - 44, true);
  return bytes;
}
