import type { Transaction } from "../../../shared/db.ts";
import type { ApiCaller } from "../deps.ts";
import { inFlight, keepReply } from "./held_key.ts";

/**
 * Keeps the reply to a request with an idempotency key in the transaction of its effect, as its last statement: there is
 * never one without the other, however the function ends. `body` must be what the route then answers as JSON, and nothing
 * that can fail may come after. Throws `idempotency_in_flight` where another try has taken over, which undoes this one.
 */
export async function storeReply(
  tx: Transaction,
  { heldKey }: ApiCaller,
  { status, body, location }: { status: 200 | 201 | 202; body: unknown; location?: string },
): Promise<void> {
  if (!heldKey) return;
  const headers = { "content-type": "application/json", ...(location && { location }) };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  if (!await keepReply(tx, heldKey, { status, headers, body: bytes })) throw inFlight();
  heldKey.isKept = true;
}
