import type { z } from "zod";
import type { Caller } from "../../../shared/auth.ts";
import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { type NewWebhook, webhookColumns, type WebhookRow } from "./schemas.ts";

/** Adds an endpoint, unless its owner has as many as the operator allows. Throws `webhook_limit_reached`. */
export async function addWebhook(
  tx: Transaction,
  { userId }: Caller,
  { url, description, events }: z.output<typeof NewWebhook>,
): Promise<WebhookRow> {
  // One at a time for each owner: of two that count at once, both would find room for the last one.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`webhooks of ${userId}`}, 0))`;
  const [webhook] = await tx<WebhookRow[]>`
    insert into public.webhook_endpoints (user_id, url, description, events)
    select ${userId}, ${url}, ${description}, ${events}
    where (select count(*) from public.webhook_endpoints) < private.setting('webhook_endpoints_per_user')::integer
    returning ${tx(webhookColumns)}`;
  if (webhook) return webhook;
  throw new AppError(
    "webhook_limit_reached",
    "You have as many webhooks as one may have: delete one that you do not need",
  );
}
