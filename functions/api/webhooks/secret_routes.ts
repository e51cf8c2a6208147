import type { Hono } from "hono";
import { makeSigningSecret, type Signer } from "../../../shared/webhooks/signing_secrets.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readUrlSigner, rotateUrlSecret } from "./rotate_secrets.ts";
import { UrlSecret } from "./schemas.ts";

const tag = "webhooks";

/** `/webhooks/secret`: what signs for the `webhook_url` of a transcription, which is no endpoint and has no secret of its own. */
export function addSecretRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  const show = async (signer: Signer) => ({
    secret: await makeSigningSecret(config.webhookKey, signer),
    secret_rotated_at: signer.rotatedAt,
  });

  app.get(
    "/secret",
    document({
      summary: "Read the secret that signs for 'webhook_url'",
      tag,
      success: { status: 200, description: "The secret", schema: UrlSecret },
    }),
    async (c) => {
      const caller = c.get("caller");
      return c.json(await show(await db.asUser(caller, (tx) => readUrlSigner(tx, caller))));
    },
  );

  app.post(
    "/secret/rotate",
    document({
      summary: "Replace the secret that signs for 'webhook_url'; the one before signs too for a day",
      tag,
      success: { status: 200, description: "The new secret", schema: UrlSecret },
    }),
    async (c) => {
      const caller = c.get("caller");
      return c.json(await show(await db.asUser(caller, (tx) => rotateUrlSecret(tx, caller))));
    },
  );
}
