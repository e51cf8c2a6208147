import type { Context } from "hono";
import type postgres from "postgres";
import type { Transaction } from "../../shared/db.ts";
import type { UserEnv } from "./deps.ts";

/** The request by which somebody does what is noted. */
export type AuditedRequest = Pick<Context<UserEnv>, "get">;

/** What the API notes that somebody did, by what it was done to. Triggers, commands and scans of files note more. */
type Action =
  | `api_key.${"created" | "revoked"}`
  | "entry.deleted"
  | `job.${"retried" | "discarded"}`
  | `limits.${"changed" | "removed"}`
  | `prompt.${"added" | "activated" | "deactivated"}`
  | `transcription.${"read" | "downloaded" | "deleted"}`
  | `user.${"requested" | "created" | "changed" | "deleted"}`;

/**
 * Notes who did what to what, in the transaction that does it, so that the one is never without the other. The actor is whoever
 * the transaction runs for. `subject` is an id or a key, `detail` tells what of it, and never a secret.
 */
export async function audit(
  tx: Transaction,
  c: AuditedRequest,
  action: Action,
  subject: string,
  detail: Record<string, postgres.JSONValue> = {},
): Promise<void> {
  await tx`select private.audit(${action}, ${subject}, ${tx.json(detail)}, ${c.get("requestId")})`;
}

/** Tells a transaction by which request it runs, for what triggers note. */
export async function nameRequest(tx: Transaction, c: AuditedRequest): Promise<void> {
  await tx`select set_config('stenobase.request_id', ${c.get("requestId")}, true)`;
}
