import type { Context } from "hono";
import type { Transaction } from "../../shared/db.ts";
import type { UserEnv } from "./deps.ts";

/** What can be in the log: `<what>.<what was done to it>`. */
export type AuditAction = `${string}.${string}`;

/**
 * Notes in the transaction of what it tells who did what to what: the actor is whoever the transaction runs for. `subject` is
 * an id or a key, `detail` says what of it, and never holds a secret.
 */
export async function audit(
  tx: Transaction,
  c: Pick<Context<UserEnv>, "get">,
  action: AuditAction,
  subject: string,
  detail: Record<string, string | number | boolean | null | object> = {},
): Promise<void> {
  await tx`select private.audit(${action}, ${subject}, ${tx.json(detail as never)}, ${c.get("requestId")})`;
}

/** Tells a transaction the request that it belongs to, for what triggers write into the log. */
export async function nameRequest(tx: Transaction, c: Pick<Context<UserEnv>, "get">): Promise<void> {
  await tx`select set_config('stenobase.request_id', ${c.get("requestId")}, true)`;
}
