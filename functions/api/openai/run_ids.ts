import type { HonoRequest } from "hono";
import { Buffer } from "node:buffer";
import type { ApiCaller } from "../deps.ts";
import { hashKeyed } from "../keyed_hash.ts";

/** How long a request that is sent again is known: two tries are never further apart, as a call ends long before. */
const windowMs = 10 * 60 * 1000;

/** The ids that the run of a request may have, the one of a new run first, and whether the request was sent before. */
export type RunIds = { ids: string[]; isAgain: boolean };

/**
 * Makes the id of a run from its request, so that the request, sent again, finds the run and nothing is done twice: from its
 * idempotency key; or, of OpenAI's SDKs, from what they sent and when. Those send a request again by themselves and say so in
 * `x-stainless-retry-count`, but nothing by which it could be known. Of others no id is made.
 */
export async function makeRunIds(
  secret: string,
  caller: ApiCaller,
  request: HonoRequest,
  content: string[],
): Promise<RunIds> {
  if (caller.heldKey) return { ids: [caller.heldKey.id], isAgain: true };
  const tries = request.header("x-stainless-retry-count");
  if (tries === undefined) return { ids: [], isAgain: false };
  const window = Math.floor(Date.now() / windowMs);
  const ids = await Promise.all(
    [window, window - 1].map(async (number) =>
      toUuid(await hashKeyed(secret, ["openai request", caller.userId, String(number), ...content]))
    ),
  );
  return { ids, isAgain: isSentAgain(request) };
}

/** Whether an SDK of OpenAI says that it has sent this before. */
export function isSentAgain(request: HonoRequest): boolean {
  return Number(request.header("x-stainless-retry-count")) > 0;
}

/** A UUID of version 8, whose other bits are anybody's to choose. Source: RFC 9562, section 5.8. */
function toUuid(hash: Uint8Array<ArrayBuffer>): string {
  const bytes = hash.slice(0, 16);
  bytes[6] = bytes[6]! & 0x0f | 0x80;
  bytes[8] = bytes[8]! & 0x3f | 0x80;
  return Buffer.from(bytes).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
