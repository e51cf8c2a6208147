import type { z } from "zod";
import type { Transaction } from "../../../shared/db.ts";
import { createNewestFirstCursors } from "../page.ts";
import { demandWebhook, selectWebhook } from "./read_webhook.ts";
import { type DeliveriesQuery, deliveryColumns, type DeliveryRow } from "./schemas.ts";

export const deliveryCursors = createNewestFirstCursors("webhook_deliveries");

/** What went to an endpoint, newest first, one more than a page holds. Throws `invalid_cursor`, `webhook_not_found`. */
export async function listDeliveries(
  tx: Transaction,
  endpointId: string,
  { limit, cursor, status }: z.output<typeof DeliveriesQuery>,
): Promise<DeliveryRow[]> {
  const after = deliveryCursors.read(cursor);
  demandWebhook(await selectWebhook(tx, endpointId), endpointId);
  return await tx<DeliveryRow[]>`
    select ${tx(deliveryColumns)} from public.webhook_deliveries
    where endpoint_id = ${endpointId}
      ${after ? tx`and (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx``}
      ${status ? tx`and status = ${status}` : tx``}
    order by created_at desc, id desc
    limit ${limit + 1}`;
}
