import type { Hono } from "hono";
import { checkUrl } from "../../../shared/net/check_url.ts";
import { makeSigningSecret } from "../../../shared/webhooks/signing_secrets.ts";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { pageOf, PageQuery, toPage } from "../page.ts";
import { createUserApp } from "../user_app.ts";
import { addWebhook } from "./add_webhook.ts";
import { deleteWebhook } from "./delete_webhook.ts";
import { addDeliveryRoutes } from "./delivery_routes.ts";
import { listWebhooks, webhookCursors } from "./list_webhooks.ts";
import { patchWebhook } from "./patch_webhook.ts";
import { demandWebhook, selectWebhook } from "./read_webhook.ts";
import { Id, NewWebhook, Webhook, WebhookPatch, WebhookWithSecret } from "./schemas.ts";
import { addSecretRoutes } from "./secret_routes.ts";
import { addStateRoutes } from "./state_routes.ts";

const tag = "webhooks";

/** `/webhooks`: servers of the user's that are told what happens. */
export function createWebhooks(deps: ApiDeps): Hono<UserEnv> {
  const { config, db } = deps;
  const app = createUserApp(deps, "webhooks");
  // Its path is one that `/:id` would take.
  addSecretRoutes(app, deps);

  app.post(
    "/",
    document({
      summary: "Have a server told what happens; the answer holds its signing secret, once",
      tag,
      success: { status: 201, description: "The endpoint", schema: WebhookWithSecret },
      problems: ["url_not_allowed", "webhook_limit_reached"],
      bodies: { "application/json": NewWebhook },
    }),
    async (c) => {
      const input = await readJson(c.req, NewWebhook);
      checkUrl(new URL(input.url), config.links);
      const caller = c.get("caller");
      const webhook = await db.asUser(caller, (tx) => addWebhook(tx, caller, input));
      const secret = await makeSigningSecret(config.webhookKey, { id: webhook.id, version: 1 });
      return c.json({ ...webhook, secret }, 201);
    },
  );

  app.get(
    "/",
    document({
      summary: "List one's own endpoints, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Webhook) },
      problems: ["invalid_cursor"],
    }),
    valid("query", PageQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asUser(c.get("caller"), (tx) => listWebhooks(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), webhookCursors.write));
    },
  );

  app.get(
    "/:id",
    document({
      summary: "Read an endpoint",
      tag,
      success: { status: 200, description: "The endpoint", schema: Webhook },
      problems: ["webhook_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(demandWebhook(await db.asUser(c.get("caller"), (tx) => selectWebhook(tx, id)), id));
    },
  );

  app.patch(
    "/:id",
    document({
      summary: "Change an endpoint's URL, its description or the events it is told",
      tag,
      success: { status: 200, description: "The endpoint", schema: Webhook },
      problems: ["webhook_not_found", "url_not_allowed"],
      bodies: { "application/json": WebhookPatch },
    }),
    valid("param", Id),
    async (c) => {
      const patch = await readJson(c.req, WebhookPatch);
      if (patch.url !== undefined) checkUrl(new URL(patch.url), config.links);
      return c.json(await db.asUser(c.get("caller"), (tx) => patchWebhook(tx, c.req.valid("param").id, patch)));
    },
  );

  app.delete(
    "/:id",
    document({
      summary: "Delete an endpoint with the log of its deliveries",
      tag,
      success: { status: 204, description: "Gone" },
      problems: ["webhook_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      demandWebhook(await db.asUser(c.get("caller"), (tx) => deleteWebhook(tx, id)), id);
      return c.body(null, 204);
    },
  );

  addStateRoutes(app, deps);
  addDeliveryRoutes(app, deps);
  return app;
}
