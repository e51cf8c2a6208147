import type { Caller } from "../../../shared/auth.ts";
import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { hashKeyed } from "../keyed_hash.ts";
import { seal, unseal } from "./seal.ts";

/** An idempotency key while its request is worked on. */
export type HeldKey = {
  /** Is the same at every try of the same request. */
  id: string;
  lockToken: string;
  /** What opens and closes the reply. */
  sealingKey: Uint8Array<ArrayBuffer>;
  /** True from when the handler keeps the reply in its own transaction. */
  isKept: boolean;
};

export type Reply = { status: number; headers: Record<string, string>; body: Uint8Array<ArrayBuffer> };

type KeyRow = {
  id: string;
  request_hash: Uint8Array;
  lock_token: string | null;
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | null;
};

/**
 * Takes a key for a request, or finds the reply that it was given before. The database holds a keyed hash of the key, and
 * replies under encryption, as they may hold upload tokens and secrets: a new secret key of the project makes it forget
 * both. Throws `idempotency_key_reused`, `idempotency_in_flight`.
 */
export async function claimKey(
  tx: Transaction,
  { userId }: Caller,
  request: { key: string; hash: Uint8Array<ArrayBuffer>; secret: string },
): Promise<{ heldKey: HeldKey } | { reply: Reply }> {
  const [keyHash, sealingKey] = await Promise.all(
    ["idempotency key", "idempotent reply"].map((use) => hashKeyed(request.secret, [use, userId, request.key])),
  );
  const lockToken = crypto.randomUUID();
  const [row] = await tx<[KeyRow]>`
    select * from private.claim_key(${keyHash!}, ${request.hash}, ${lockToken})`;
  if (row.lock_token === lockToken) {
    return { heldKey: { id: row.id, lockToken, sealingKey: sealingKey!, isKept: false } };
  }
  if (!equalBytes(row.request_hash, request.hash)) {
    throw new AppError(
      "idempotency_key_reused",
      "This Idempotency-Key was sent with another request: choose a new one",
    );
  }
  if (row.body === null) throw inFlight();
  return { reply: { status: row.status, headers: row.headers, body: await unseal(sealingKey!, row.body) } };
}

/** Keeps the reply for whoever sends the request again. False where another try has taken over meanwhile. */
export async function keepReply(tx: Transaction, key: HeldKey, { status, headers, body }: Reply): Promise<boolean> {
  const sealed = await seal(key.sealingKey, body);
  const [row] = await tx<[{ kept: boolean }]>`
    select private.keep_reply(${key.id}, ${key.lockToken}, ${status}::smallint, ${
    tx.json(headers)
  }, ${sealed}) as kept`;
  return row.kept;
}

/** Lets the same request be tried again, or another one have the key. */
export async function freeKey(tx: Transaction, key: HeldKey): Promise<void> {
  await tx`select private.free_key(${key.id}, ${key.lockToken})`;
}

/** The problem that another try of the same request is not done yet. */
export function inFlight(): AppError {
  return new AppError("idempotency_in_flight", "The same request is still being worked on: send it again in a moment", {
    retrySeconds: 5,
  });
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
