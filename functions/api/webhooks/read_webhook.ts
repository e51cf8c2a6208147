import type { Query, Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { webhookColumns, type WebhookRow } from "./schemas.ts";

/** Asks for one endpoint of the caller's. */
export function selectWebhook(tx: Transaction, id: string): Query<WebhookRow> {
  return tx<WebhookRow[]>`select ${tx(webhookColumns)} from public.webhook_endpoints where id = ${id}`;
}

/** The endpoint that was found. Throws `webhook_not_found`. */
export function demandWebhook<Row extends WebhookRow>([webhook]: readonly Row[], id: string): Row {
  if (webhook) return webhook;
  throw webhookNotFound(id);
}

/** What is not yours is not there: both are told the same. */
export function webhookNotFound(id: string): AppError {
  return new AppError("webhook_not_found", `You have no webhook '${id}': GET /webhooks lists yours`);
}
