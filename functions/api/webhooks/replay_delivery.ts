import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { demandWebhook, selectWebhook } from "./read_webhook.ts";
import { deliveryColumns, type DeliveryRow } from "./schemas.ts";

/**
 * Begins a delivery again, now and with all its attempts, whatever became of it. Its id stays the same, so that a receiver
 * which had it knows it. Throws `webhook_not_found`, `webhook_paused`, `delivery_not_found`.
 */
export async function replayDelivery(tx: Transaction, endpointId: string, id: string): Promise<DeliveryRow> {
  const { status } = demandWebhook(await selectWebhook(tx, endpointId), endpointId);
  if (status === "paused") {
    throw new AppError("webhook_paused", "The webhook is paused: POST /webhooks/{id}/resume before you replay");
  }
  const [delivery] = await tx<DeliveryRow[]>`
    update public.webhook_deliveries
    set status = 'pending', attempts = 0, next_attempt_at = now(), delivered_at = null
    where id = ${id} and endpoint_id = ${endpointId}
    returning ${tx(deliveryColumns)}`;
  if (delivery) return delivery;
  throw new AppError(
    "delivery_not_found",
    `This webhook has no delivery '${id}': GET /webhooks/{id}/deliveries lists them`,
  );
}
