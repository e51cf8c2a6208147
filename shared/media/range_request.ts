import { z } from "zod";
import { AppError } from "../errors.ts";
import { joinBytes } from "./bytes.ts";

export type Fetch = typeof fetch;

/**
 * Asks for some bytes of a file behind a signed URL: status 206, or 416 where it is empty. Throws `upload_missing`,
 * `storage_unavailable` and the signal's reason.
 */
export async function requestRange(
  url: string,
  fetch: Fetch,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { range: `bytes=${start}-${end - 1}` }, signal: signal ?? null });
  } catch (cause) {
    signal?.throwIfAborted();
    throw storageFailed("it could not be reached", cause);
  }
  if (response.status === 206 || response.status === 416) return response;
  if (await saysNotFound(response)) throw new AppError("upload_missing", "There is no file yet. Upload it first.");
  throw storageFailed(`it answered ${response.status}`);
}

// Storage answers a missing object with status 400 and the real status in the body.
const storageProblem = z.object({ statusCode: z.string() });

async function saysNotFound(response: Response): Promise<boolean> {
  if (response.ok || response.status >= 500) {
    await response.body?.cancel();
    return false;
  }
  const body: unknown = await response.json().catch(() => null);
  return response.status === 404 || storageProblem.safeParse(body).data?.statusCode === "404";
}

/** How large the whole file is, in bytes. Throws `storage_unavailable` where the answer does not say. */
export function readTotalSize(response: Response): number {
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (total === undefined) throw storageFailed("it did not say how large the file is");
  return Number(total);
}

/** All bytes of an answer that is to have this many of them. Throws as `readChunks` does. */
export async function readBody(
  response: Response,
  length: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of readChunks(response, length, signal)) parts.push(chunk);
  return joinBytes(parts);
}

/** The bytes as they come. Throws `storage_unavailable` where they are not as many as that, and the signal's reason. */
export async function* readChunks(
  response: Response,
  length: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  let received = 0;
  try {
    for await (const chunk of response.body ?? []) {
      received += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw storageFailed("the connection broke", cause);
  }
  if (received !== length) throw storageFailed("it sent less of the file than was asked for");
}

function storageFailed(reason: string, cause?: unknown): AppError {
  return new AppError("storage_unavailable", `Storage did not send the file: ${reason}. Try again later.`, { cause });
}
