import type { Transaction } from "../../../shared/db.ts";
import { webhookNotFound } from "./read_webhook.ts";
import { deliveryColumns, type DeliveryRow } from "./schemas.ts";

/** Sends a `webhook.test` to an endpoint, to a paused one too: its owner may try before they resume. Throws `webhook_not_found`. */
export async function sendTest(tx: Transaction, id: string): Promise<DeliveryRow> {
  const [delivery] = await tx<DeliveryRow[]>`
    insert into public.webhook_deliveries (user_id, endpoint_id, type, data)
    select user_id, id, 'webhook.test', jsonb_build_object('id', id) from public.webhook_endpoints where id = ${id}
    for key share
    returning ${tx(deliveryColumns)}`;
  if (delivery) return delivery;
  throw webhookNotFound(id);
}
