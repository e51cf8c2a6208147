import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../../../shared/errors.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { limitForm } from "../input.ts";
import { hashRequest } from "./hash_request.ts";
import { claimKey, freeKey, type HeldKey, keepReply } from "./held_key.ts";

/** How the header is described in `/openapi.json`. */
export const idempotencyKey = {
  in: "header",
  name: "Idempotency-Key",
  description: "Answers the same request once, however often it comes within 24 hours. Problems: " +
    "idempotency_key_reused, idempotency_in_flight",
  schema: { type: "string", minLength: 1, maxLength: 255 },
} as const;

const keptHeaders = ["content-type", "content-disposition", "location", "x-transcription-id"];

/**
 * Answers a POST that comes again under the same `Idempotency-Key` as it was answered before. Requests without the header
 * pass untouched. Throws `invalid_request`, `body_too_large`, `idempotency_key_reused`, `idempotency_in_flight`.
 */
export function answerOnce({ config, db }: Pick<ApiDeps, "config" | "db">): MiddlewareHandler<UserEnv> {
  return async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (c.req.method !== "POST" || key === undefined) return await next();
    if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
      throw new AppError("invalid_request", "Send an Idempotency-Key of 1 to 255 printable characters, such as a uuid");
    }
    await limitForm(c, () => Promise.resolve());
    // What was read is put back, as the route may want to measure it again.
    if (c.req.raw.body) c.req.raw = new Request(c.req.raw, { body: await c.req.arrayBuffer() });
    const caller = c.get("caller");
    const request = { key, hash: await hashRequest(c.req), secret: config.secretKey };
    const claimed = await db.asUser(caller, (tx) => claimKey(tx, caller, request));
    if ("reply" in claimed) {
      const { status, headers, body } = claimed.reply;
      const content = body.length === 0 ? null : body;
      return new Response(content, { status, headers: { ...headers, "idempotency-replayed": "true" } });
    }
    caller.heldKey = claimed.heldKey;
    await next();
    await settle(c, db, claimed.heldKey).catch((error) => {
      // The answer stands. The key is free again when its lock ends.
      c.get("log").error("idempotency key not settled", error);
    });
  };
}

/** Keeps the answer, or frees the key where the same request may be answered otherwise another time. */
async function settle(c: Context<UserEnv>, db: ApiDeps["db"], key: HeldKey): Promise<void> {
  const { status, headers, ok } = c.res;
  if (key.isKept && ok) return;
  const caller = c.get("caller");
  const isStream = headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  if (status >= 500 || headers.has("retry-after") || isStream) return await db.asUser(caller, (tx) => freeKey(tx, key));
  const kept = keptHeaders.flatMap((name) => headers.has(name) ? [[name, headers.get(name)]] : []);
  const body = new Uint8Array(await c.res.clone().arrayBuffer());
  await db.asUser(caller, (tx) => keepReply(tx, key, { status, headers: Object.fromEntries(kept), body }));
}
