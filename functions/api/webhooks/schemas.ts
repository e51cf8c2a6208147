import { z } from "zod";
import { eventTypes } from "../../../shared/webhooks/event_types.ts";
import { WebhookUrl } from "../../../shared/webhooks/webhook_url.ts";
import { Text } from "../input.ts";
import { PageQuery } from "../page.ts";
import type { RowOf } from "../row_of.ts";

export const Id = z.object({ id: z.uuid() });
export const DeliveryId = Id.extend({ delivery_id: z.uuid() });

const fields = {
  url: WebhookUrl.describe("https, on the public internet"),
  description: Text.trim().max(200),
  events: z.array(z.enum(eventTypes)).max(50).describe("Types of events to be told; all where it names none"),
};

export const NewWebhook = z.strictObject({
  url: fields.url,
  description: fields.description.default(""),
  events: fields.events.default([]),
}).meta({ ref: "NewWebhook" });

export const WebhookPatch = z.strictObject(fields).partial()
  .refine((patch) => Object.keys(patch).length > 0, "Change 'url', 'description' or 'events'")
  .meta({ ref: "WebhookPatch" });

export const DeliveriesQuery = PageQuery.extend({
  status: z.enum(["pending", "delivered", "failed", "skipped"]).optional().describe("How far it has come"),
});

const time = z.iso.datetime();

export const Webhook = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  status: z.enum(["active", "paused"]),
  paused_reason: z.string().nullable(),
  failures: z.int().describe("Deliveries that were given up since the last one that arrived"),
  secret_rotated_at: time.nullable().describe("For a day from then on the secret before signs too"),
  created_at: time,
  updated_at: time,
}).meta({ ref: "Webhook" });

const secret = z.string().describe("Verifies signatures, as Standard Webhooks says");

export const WebhookWithSecret = Webhook.extend({ secret }).meta({ ref: "WebhookWithSecret" });

/** What signs for the `webhook_url` of a user's transcriptions. */
export const UrlSecret = z.object({ secret, secret_rotated_at: time.nullable() }).meta({ ref: "WebhookUrlSecret" });

export const Delivery = z.object({
  id: z.uuid().describe("The `webhook-id` of every attempt"),
  endpoint_id: z.uuid().nullable(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  status: z.enum(["pending", "delivered", "failed", "skipped"]).describe("skipped: the endpoint was paused"),
  attempts: z.int(),
  next_attempt_at: time.nullable(),
  response_status: z.int().nullable(),
  response_excerpt: z.string().nullable().describe("The first 500 characters of the last answer"),
  error: z.string().nullable().describe("Why the last attempt failed"),
  delivered_at: time.nullable(),
  created_at: time,
}).meta({ ref: "WebhookDelivery" });

export const webhookColumns = Object.keys(Webhook.shape);
export const deliveryColumns = Object.keys(Delivery.shape);

export type WebhookRow = RowOf<typeof Webhook>;
export type DeliveryRow = RowOf<typeof Delivery>;
