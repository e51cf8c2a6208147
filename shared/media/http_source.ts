import { AppError } from "../errors.ts";
import { joinBytes } from "./bytes.ts";
import { type Fetch, readBody, readChunks, readTotalSize, requestRange } from "./range_request.ts";

/** A file behind a signed URL that is read in parts. Offsets are bytes; `end` is the first byte that is not wanted. */
export type HttpSource = {
  readonly size: number;
  readonly etag: string | undefined;
  /** Ends every read with its reason. */
  readonly signal: AbortSignal | undefined;
  /** The beginning of the file, already read: 256 KiB, or all of a smaller file. */
  readonly head: Uint8Array;
  /** Reads a part through a cache of a few MiB; what lies past the end of the file is left out. */
  read: (start: number, end: number) => Promise<Uint8Array>;
  /** A copy of a part that lies whole in one block of the cache, at once; undefined where it does not. */
  readCached: (start: number, end: number) => Uint8Array | undefined;
  /** Reads a part of any length with one request, chunk by chunk; the request ends when the caller stops. */
  stream: (start: number, end: number) => AsyncGenerator<Uint8Array, void>;
};

/** `read` is there when the bytes are. */
type Block = { bytes: Promise<Uint8Array>; read?: Uint8Array };

// One round trip is enough to recognise and measure a small file; larger blocks after that save round trips.
const headBytes = 256 * 1024;
const blockBytes = 1024 * 1024;
const blocksKept = 4;

/**
 * Opens a signed URL with one request; the memory in use does not depend on the file's size. It and its reads throw
 * `upload_missing`, `storage_unavailable`, `object_changed` (the ETag moved between two requests) and, when more than
 * twice the file has been read, `file_truncated`: only an index that leads in circles needs that. An aborted `signal` ends them with its reason.
 */
export async function openHttpSource(url: string, fetch: Fetch, signal?: AbortSignal): Promise<HttpSource> {
  const first = await requestRange(url, fetch, 0, headBytes, signal);
  const size = first.status === 416 ? 0 : readTotalSize(first);
  const etag = first.headers.get("etag") ?? undefined;
  const head = size === 0 ? new Uint8Array(0) : await readBody(first, Math.min(size, headBytes), signal);
  if (size === 0) await first.body?.cancel();
  const blocks = new Map<number, Block>();
  let bytesLeft = 2 * size + 8 * blockBytes;

  const request = async (start: number, end: number): Promise<Response> => {
    bytesLeft -= end - start;
    if (bytesLeft < 0) {
      throw new AppError("file_truncated", "The index of the file leads in circles. Upload an undamaged file.");
    }
    const response = await requestRange(url, fetch, start, end, signal);
    if ((response.headers.get("etag") ?? undefined) === etag && response.status === 206) return response;
    await response.body?.cancel();
    throw new AppError("object_changed", "The file was replaced while it was read. Try again.");
  };

  const fetchBlock = async (start: number): Promise<Uint8Array> => {
    const end = Math.min(size, start + blockBytes);
    return await readBody(await request(start, end), end - start, signal);
  };

  const openBlock = (start: number): Block => {
    const block: Block = { bytes: fetchBlock(start) };
    block.bytes.then((bytes) => block.read = bytes, () => {});
    return block;
  };

  const readBlock = (start: number): Promise<Uint8Array> => {
    const block = blocks.get(start) ?? openBlock(start);
    // A map keeps the order of insertion, so taking a block out and in again makes it the youngest.
    blocks.delete(start);
    blocks.set(start, block);
    const oldest = blocks.keys().next().value;
    if (blocks.size > blocksKept && oldest !== undefined) blocks.delete(oldest);
    return block.bytes;
  };

  const startOfBlock = (at: number) => at < head.length ? 0 : at - (at - head.length) % blockBytes;

  const readCached = (start: number, end: number): Uint8Array | undefined => {
    signal?.throwIfAborted();
    const blockStart = startOfBlock(start);
    const bytes = start < head.length ? head : blocks.get(blockStart)?.read;
    return bytes && end - blockStart <= bytes.length ? bytes.slice(start - blockStart, end - blockStart) : undefined;
  };

  const read = async (start: number, end: number): Promise<Uint8Array> => {
    // What is in the cache needs no request that the signal would end.
    signal?.throwIfAborted();
    const stop = Math.min(end, size);
    const parts: Uint8Array[] = [];
    for (let at = start; at < stop;) {
      const blockStart = startOfBlock(at);
      const block = at < head.length ? head : await readBlock(blockStart);
      const part = block.subarray(at - blockStart, stop - blockStart);
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : joinBytes(parts);
  };

  async function* stream(start: number, end: number): AsyncGenerator<Uint8Array, void> {
    const stop = Math.min(end, size);
    if (start < head.length) yield head.subarray(start, stop);
    const rest = Math.max(start, head.length);
    if (rest < stop) yield* readChunks(await request(rest, stop), stop - rest, signal);
  }

  return { size, etag, signal, head, read, readCached, stream };
}
