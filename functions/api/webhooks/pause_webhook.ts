import type { Transaction } from "../../../shared/db.ts";
import { demandWebhook } from "./read_webhook.ts";
import { webhookColumns, type WebhookRow } from "./schemas.ts";

/** Stops the deliveries to an endpoint. One that is paused stays so, for the reason that it has. Throws `webhook_not_found`. */
export async function pauseWebhook(tx: Transaction, id: string): Promise<WebhookRow> {
  const rows = await tx<WebhookRow[]>`
    update public.webhook_endpoints
    set status = 'paused', paused_reason = coalesce(paused_reason, 'You paused it')
    where id = ${id} returning ${tx(webhookColumns)}`;
  return demandWebhook(rows, id);
}

/** Lets deliveries go to an endpoint again, and forgets that it failed. Throws `webhook_not_found`. */
export async function resumeWebhook(tx: Transaction, id: string): Promise<WebhookRow> {
  const rows = await tx<WebhookRow[]>`
    update public.webhook_endpoints set status = 'active', paused_reason = null, failures = 0
    where id = ${id} returning ${tx(webhookColumns)}`;
  return demandWebhook(rows, id);
}
