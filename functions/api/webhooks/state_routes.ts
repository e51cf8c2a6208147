import type { Hono } from "hono";
import { makeSigningSecret } from "../../../shared/webhooks/signing_secrets.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { pauseWebhook, resumeWebhook } from "./pause_webhook.ts";
import { rotateSecret } from "./rotate_secrets.ts";
import { Id, Webhook, WebhookWithSecret } from "./schemas.ts";

const tag = "webhooks";

/** What an owner does to an endpoint: a new secret, a pause, the end of one. */
export function addStateRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.post(
    "/:id/rotate",
    document({
      summary: "Replace an endpoint's signing secret; the one before signs too for a day",
      tag,
      success: { status: 200, description: "The endpoint with its new secret", schema: WebhookWithSecret },
      problems: ["webhook_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      const { webhook, version } = await db.asUser(c.get("caller"), (tx) => rotateSecret(tx, id));
      return c.json({ ...webhook, secret: await makeSigningSecret(config.webhookKey, { id, version }) });
    },
  );

  app.post(
    "/:id/pause",
    document({
      summary: "Stop the deliveries to an endpoint",
      tag,
      success: { status: 200, description: "The endpoint", schema: Webhook },
      problems: ["webhook_not_found"],
    }),
    valid("param", Id),
    async (c) => c.json(await db.asUser(c.get("caller"), (tx) => pauseWebhook(tx, c.req.valid("param").id))),
  );

  app.post(
    "/:id/resume",
    document({
      summary: "Let deliveries go to an endpoint again",
      tag,
      success: { status: 200, description: "The endpoint", schema: Webhook },
      problems: ["webhook_not_found"],
    }),
    valid("param", Id),
    async (c) => c.json(await db.asUser(c.get("caller"), (tx) => resumeWebhook(tx, c.req.valid("param").id))),
  );
}
