import type { Transaction } from "../db.ts";
import type { Signer } from "./signing_secrets.ts";

/** An event on its way to one receiver, with what signs it. */
export type Delivery = {
  id: string;
  url: string;
  type: string;
  data: Record<string, unknown>;
  /** When the event was, whenever it is told. */
  createdAt: Date;
  /** Attempts before this one. */
  attempts: number;
  isPaused: boolean;
  signer: Signer;
};

/** What came of an attempt. `error` says why it failed; null where it arrived. */
export type Attempt = { status: number | null; excerpt: string | null; error: string | null };

/** A delivery that is to be sent. Undefined where it has ended, or its endpoint is gone. */
export async function findDelivery(tx: Transaction, id: string): Promise<Delivery | undefined> {
  const [row] = await tx<(Omit<Delivery, "signer"> & { signerId: string; version: number; rotatedAt: Date | null })[]>`
    select d.id, coalesce(d.url, e.url) as url, d.type, d.data, d.created_at as "createdAt", d.attempts,
      e.status is not distinct from 'paused' and d.type <> 'webhook.test' as "isPaused",
      coalesce(e.id, d.user_id) as "signerId", coalesce(e.secret_version, s.version, 1) as version,
      coalesce(e.secret_rotated_at, s.rotated_at) as "rotatedAt"
    from public.webhook_deliveries d
    left join public.webhook_endpoints e on e.id = d.endpoint_id
    left join private.webhook_url_secrets s on s.user_id = d.user_id and d.endpoint_id is null
    where d.id = ${id} and d.status = 'pending'`;
  if (!row) return undefined;
  const { signerId, version, rotatedAt, ...delivery } = row;
  return { ...delivery, signer: { id: signerId, version, rotatedAt } };
}

/** pending -> skipped: its endpoint is paused. */
export async function skipDelivery(tx: Transaction, id: string): Promise<void> {
  await tx`
    update public.webhook_deliveries set status = 'skipped', next_attempt_at = null
    where id = ${id} and status = 'pending'`;
}

/**
 * pending -> delivered, failed, or pending until `retrySeconds` from now. Changes nothing where the delivery was begun again
 * in the meantime.
 */
export async function recordAttempt(
  tx: Transaction,
  { id, attempts }: Delivery,
  { status, excerpt, error }: Attempt,
  retrySeconds: number | undefined,
): Promise<void> {
  const becomes = error === null ? "delivered" : retrySeconds === undefined ? "failed" : "pending";
  await tx`select private.hold_endpoint(${id})`;
  await tx`
    update public.webhook_deliveries
    set status = ${becomes}, attempts = attempts + 1, response_status = ${status}, response_excerpt = ${excerpt},
      error = ${error}, delivered_at = case when ${becomes} = 'delivered' then now() end,
      next_attempt_at = case when ${becomes} = 'pending' then now() + make_interval(secs => ${retrySeconds ?? 0}) end
    where id = ${id} and status = 'pending' and attempts = ${attempts}`;
}
