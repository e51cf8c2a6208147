import type { Query, Transaction } from "../../../shared/db.ts";
import { webhookColumns, type WebhookRow } from "./schemas.ts";

/** Deletes an endpoint of the caller's with its deliveries, and returns what it was. */
export function deleteWebhook(tx: Transaction, id: string): Query<WebhookRow> {
  return tx<WebhookRow[]>`delete from public.webhook_endpoints where id = ${id} returning ${tx(webhookColumns)}`;
}
