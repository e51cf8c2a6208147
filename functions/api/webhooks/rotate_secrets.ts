import type { Caller } from "../../../shared/auth.ts";
import type { Transaction } from "../../../shared/db.ts";
import type { Signer } from "../../../shared/webhooks/signing_secrets.ts";
import { demandWebhook } from "./read_webhook.ts";
import { webhookColumns, type WebhookRow } from "./schemas.ts";

/** The next secret of an endpoint, as the version that makes it. Throws `webhook_not_found`. */
export async function rotateSecret(tx: Transaction, id: string): Promise<{ webhook: WebhookRow; version: number }> {
  const rows = await tx<(WebhookRow & { version: number })[]>`
    update public.webhook_endpoints set secret_version = secret_version + 1, secret_rotated_at = now()
    where id = ${id} returning ${tx(webhookColumns)}, secret_version as version`;
  const { version, ...webhook } = demandWebhook(rows, id);
  return { webhook, version };
}

/** What signs for the caller's `webhook_url`: their first secret until they rotate it. */
export async function readUrlSigner(tx: Transaction, { userId }: Caller): Promise<Signer> {
  const [rotated] = await tx<Omit<Signer, "id">[]>`
    select version, rotated_at as "rotatedAt" from private.webhook_url_secrets where user_id = ${userId}`;
  return { id: userId, version: 1, rotatedAt: null, ...rotated };
}

/** The next secret for the caller's `webhook_url`. */
export async function rotateUrlSecret(tx: Transaction, { userId }: Caller): Promise<Signer> {
  const [rotated] = await tx<[Omit<Signer, "id">]>`
    insert into private.webhook_url_secrets as old (user_id, version, rotated_at) values (${userId}, 2, now())
    on conflict (user_id) do update set version = old.version + 1, rotated_at = now()
    returning version, rotated_at as "rotatedAt"`;
  return { id: userId, ...rotated };
}
