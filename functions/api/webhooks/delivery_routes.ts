import type { Hono } from "hono";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { pageOf, toPage } from "../page.ts";
import { deliveryCursors, listDeliveries } from "./list_deliveries.ts";
import { replayDelivery } from "./replay_delivery.ts";
import { DeliveriesQuery, Delivery, DeliveryId, Id } from "./schemas.ts";
import { sendTest } from "./send_test.ts";

const tag = "webhooks";

/** What goes to an endpoint, and how it went. */
export function addDeliveryRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.post(
    "/:id/test",
    document({
      summary: "Send a 'webhook.test' to an endpoint",
      tag,
      success: { status: 202, description: "The delivery", schema: Delivery },
      problems: ["webhook_not_found"],
    }),
    valid("param", Id),
    async (c) => c.json(await db.asUser(c.get("caller"), (tx) => sendTest(tx, c.req.valid("param").id)), 202),
  );

  app.get(
    "/:id/deliveries",
    document({
      summary: "List what went to an endpoint, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Delivery) },
      problems: ["webhook_not_found", "invalid_cursor"],
    }),
    valid("param", Id),
    valid("query", DeliveriesQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asUser(c.get("caller"), (tx) => listDeliveries(tx, c.req.valid("param").id, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), deliveryCursors.write));
    },
  );

  app.post(
    "/:id/deliveries/:delivery_id/replay",
    document({
      summary: "Send a delivery again, under the same id",
      tag,
      success: { status: 202, description: "The delivery", schema: Delivery },
      problems: ["webhook_not_found", "delivery_not_found", "webhook_paused"],
    }),
    valid("param", DeliveryId),
    async (c) => {
      const { id, delivery_id } = c.req.valid("param");
      return c.json(await db.asUser(c.get("caller"), (tx) => replayDelivery(tx, id, delivery_id)), 202);
    },
  );
}
