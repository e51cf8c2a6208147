import type { z } from "zod";
import type { Transaction } from "../../../shared/db.ts";
import { demandWebhook } from "./read_webhook.ts";
import { webhookColumns, type WebhookPatch, type WebhookRow } from "./schemas.ts";

/** Changes what a patch names and nothing else. Throws `webhook_not_found`. */
export async function patchWebhook(
  tx: Transaction,
  id: string,
  patch: z.output<typeof WebhookPatch>,
): Promise<WebhookRow> {
  const rows = await tx<WebhookRow[]>`
    update public.webhook_endpoints set ${tx(patch)} where id = ${id} returning ${tx(webhookColumns)}`;
  return demandWebhook(rows, id);
}
