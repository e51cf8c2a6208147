import type { Hono } from "hono";
import { AppError } from "../../../shared/errors.ts";
import { publicAddress } from "../address.ts";
import { audit } from "../audit.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { pageOf, PageQuery, toPage } from "../page.ts";
import { createUserApp } from "../user_app.ts";
import { addApiKey } from "./add_api_key.ts";
import { renameApiKey, revokeApiKey } from "./change_api_key.ts";
import { makeApiKey } from "./key.ts";
import { apiKeyCursors, demandApiKey, listApiKeys, selectApiKey } from "./read_api_key.ts";
import { ApiKey, ApiKeyPatch, ApiKeyWithSecret, Id, NewApiKey } from "./schemas.ts";

const tag = "api_keys";

/** `/api_keys`: keys by which a user's programs act for them. */
export function createApiKeys(deps: ApiDeps): Hono<UserEnv> {
  const { config, db } = deps;
  const app = createUserApp(deps, "none");

  app.post(
    "/",
    document({
      summary: "Make a key for a program; the answer holds it, once",
      tag,
      success: { status: 201, description: "The key", schema: ApiKeyWithSecret },
      problems: ["user_token_needed", "api_key_limit_reached", "admin_needed"],
      bodies: { "application/json": NewApiKey },
    }),
    async (c) => {
      const input = await readJson(c.req, NewApiKey);
      const caller = c.get("caller");
      if (input.scopes.includes("admin") && !caller.isAdmin) {
        throw new AppError("admin_needed", "Only an admin's key may have the scope 'admin': leave it out");
      }
      const made = await makeApiKey();
      const added = await db.asUser(caller, async (tx) => {
        const row = await addApiKey(tx, caller, input, made);
        const { prefix, scopes, expires_at } = row;
        await audit(tx, c, "api_key.created", row.id, { prefix, scopes, expires_at });
        return row;
      });
      return c.json({ ...added, key: made.key }, 201);
    },
  );

  app.get(
    "/",
    document({
      summary: "List one's own keys, newest first, those that have ended among them",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(ApiKey) },
      problems: ["user_token_needed", "invalid_cursor"],
    }),
    valid("query", PageQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asUser(c.get("caller"), (tx) => listApiKeys(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), apiKeyCursors.write));
    },
  );

  app.get(
    "/:id",
    document({
      summary: "Read what is known of a key",
      tag,
      success: { status: 200, description: "All but the key itself", schema: ApiKey },
      problems: ["user_token_needed", "api_key_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(demandApiKey(await db.asUser(c.get("caller"), (tx) => selectApiKey(tx, id)), id));
    },
  );

  app.patch(
    "/:id",
    document({
      summary: "Give a key another name",
      tag,
      success: { status: 200, description: "The key", schema: ApiKey },
      problems: ["user_token_needed", "api_key_not_found"],
      bodies: { "application/json": ApiKeyPatch },
    }),
    valid("param", Id),
    async (c) => {
      const { name } = await readJson(c.req, ApiKeyPatch);
      const { id } = c.req.valid("param");
      return c.json(demandApiKey(await db.asUser(c.get("caller"), (tx) => renameApiKey(tx, id, name)), id));
    },
  );

  app.delete(
    "/:id",
    document({
      summary: "Revoke a key: it is refused from now on",
      tag,
      success: { status: 204, description: "It is revoked; lists keep it for a while" },
      problems: ["user_token_needed", "api_key_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      await db.asUser(c.get("caller"), async (tx) => {
        if (await revokeApiKey(tx, id)) await audit(tx, c, "api_key.revoked", id);
      });
      return c.body(null, 204);
    },
  );
  return app;
}
