import type { z } from "zod";
import type { Query, Transaction } from "../../../shared/db.ts";
import { createNewestFirstCursors, type PageQuery } from "../page.ts";
import { webhookColumns, type WebhookRow } from "./schemas.ts";

export const webhookCursors = createNewestFirstCursors("webhooks");

/** The caller's endpoints, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listWebhooks(tx: Transaction, { limit, cursor }: z.output<typeof PageQuery>): Query<WebhookRow> {
  const after = webhookCursors.read(cursor);
  return tx<WebhookRow[]>`
    select ${tx(webhookColumns)} from public.webhook_endpoints
    ${after ? tx`where (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx``}
    order by created_at desc, id desc
    limit ${limit + 1}`;
}
